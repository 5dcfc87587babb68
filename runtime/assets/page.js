"use strict";
/*
 * Draws the maps of a run into its page. The data stands in the page as JSON (runtime/html.c says
 * how); values are texts, so that no digit is lost, and go into the page as text nodes only.
 */
(function () {
	const FIRST_ROWS = 50, FIRST_CHARTS = 6, SVG = "http://www.w3.org/2000/svg";
	const run = JSON.parse(document.getElementById("run").textContent);

	function make(tag, attributes, ...children) {
		const node = document.createElement(tag);
		for (const name in attributes)
			node.setAttribute(name, attributes[name]);
		node.append(...children);
		return node;
	}

	function shape(tag, attributes, text) {
		const node = document.createElementNS(SVG, tag);
		for (const name in attributes)
			node.setAttribute(name, attributes[name]);
		if (text !== undefined)
			node.textContent = text;
		return node;
	}

	/* Digits in threes; the rest as it is. */
	const grouped = (text) => text.replace(/^-?\d+$/, (n) => n.replace(/\B(?=(\d{3})+$)/g, ","));
	const integer = (text) => /^-?\d+$/.test(text) ? BigInt(text) : null;
	const many = (n, what) => n.toLocaleString("en-US") + " " + what + (n === 1 ? "" : "s");

	function compare(a, b) {
		const x = integer(a), y = integer(b);
		if (x !== null && y !== null)
			return x < y ? -1 : x > y ? 1 : 0;
		return a < b ? -1 : a > b ? 1 : 0;
	}

	/* ---- tables ---- */

	function table(map) {
		const columns = map.columns, last = columns.length - 1;
		const graded = columns[last].number && map.rows.every((r) => !r[last].startsWith("-"));
		const most = graded ? map.rows.reduce((m, r) => Math.max(m, Number(r[last])), 0) : 0;
		let by = columns[last].number ? last : 0, down = columns[last].number, all = false, words = "";
		const body = make("tbody", {}), heads = [], count = make("span", { class: "quiet", role: "status" });
		const more = make("button", { type: "button" });
		const filter = make("input", { type: "search", placeholder: "Filter", "aria-label": "Filter rows of " + map.name });

		function cell(text, column) {
			const td = make("td", columns[column].number ? { class: "number" } : {}, column >= map.keys && columns[column].number ? grouped(text) : text);
			if (column === last && graded && most > 0) {
				td.classList.add("graded");
				td.style.setProperty("--part", Number(text) / most);
			}
			return td;
		}

		function draw() {
			const rows = map.rows.filter((r) => !words || r.some((c) => c.toLowerCase().includes(words)));
			rows.sort((a, b) => (down ? -1 : 1) * compare(a[by], b[by]));
			body.replaceChildren(...rows.slice(0, all ? rows.length : FIRST_ROWS)
				.map((r) => make("tr", {}, ...r.map(cell))));
			heads.forEach((th, i) => {
				if (i === by)
					th.setAttribute("aria-sort", down ? "descending" : "ascending");
				else
					th.removeAttribute("aria-sort");
			});
			count.textContent = words ? many(rows.length, "row") + " of " + many(map.rows.length, "row") : "";
			more.hidden = all || rows.length <= FIRST_ROWS;
			more.textContent = "Show all " + many(rows.length, "row");
		}

		columns.forEach((column, i) => {
			const button = make("button", { type: "button" }, column.name);
			button.addEventListener("click", () => {
				down = by === i ? !down : column.number;
				by = i;
				draw();
			});
			heads.push(make("th", column.number ? { class: "number", scope: "col" } : { scope: "col" }, button));
		});
		filter.addEventListener("input", () => {
			words = filter.value.toLowerCase();
			draw();
		});
		more.addEventListener("click", () => {
			all = true;
			draw();
		});
		draw();
		const parts = [];
		if (map.rows.length > 10)
			parts.push(make("div", { class: "tools" }, filter, count));
		parts.push(make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows of " + map.name },
			make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body)), more);
		more.style.marginTop = "12px";
		return parts;
	}

	function single(map) {
		const last = map.columns.length - 1;
		if (map.columns.length > 1)
			return table(map);
		return [make("div", { class: "single" }, grouped(map.rows[0][last]))];
	}

	/* ---- histograms: a table whose last column is a bar ---- */

	function histogram(row) {
		const most = row.buckets.reduce((m, b) => Math.max(m, Number(b[1])), 0);
		return make("table", { class: "bars" },
			make("tbody", {}, ...row.buckets.map(([label, count]) => {
				const bar = make("i", { "aria-hidden": "true" });
				bar.style.width = (most ? 100 * Number(count) / most : 0) + "%";
				if (count === "0")
					bar.className = "none";
				return make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, grouped(count)), make("td", {}, bar));
			})));
	}

	/* ---- time series: a line, a point that follows the pointer or the arrow keys ---- */

	function ticks(low, high) {
		const rough = (high - low) / 3 || 1, power = 10 ** Math.floor(Math.log10(rough));
		const step = power * ([1, 2, 5].find((s) => s * power >= rough) || 10), list = [];
		for (let t = Math.floor(low / step) * step; t < high + step; t += step)
			list.push(Math.abs(t) < step / 1e6 ? 0 : t);
		return list;
	}

	/* A number beside others of which the largest is MOST. */
	const brief = (n, most) => n !== 0 && most >= 1e4 ? n.toLocaleString("en-US", { notation: "compact", maximumSignificantDigits: 3 })
		: Number(n.toPrecision(6)).toLocaleString("en-US");

	function clock(row, i) {
		const ns = BigInt(row.start) + BigInt(i) * BigInt(row.step);
		const text = new Date(Number(ns / 1000000n)).toISOString();
		const date = text.slice(11, 19), rest = String(ns % 1000000000n).padStart(9, "0").replace(/0+$/, "");
		return BigInt(row.step) % 1000000000n ? date + "." + rest : date;
	}

	function series(row, name) {
		const svg = shape("svg", { class: "series", role: "img", tabindex: "0",
			"aria-label": "Time series of " + name + ", " + many(row.values.length, "interval") });
		const HEIGHT = 190, TOP = 18, BOTTOM = 24;
		const values = row.values.map((v) => v === null ? null : Number(v));
		const known = values.filter((v) => v !== null);
		const scale = ticks(Math.min(0, ...known), Math.max(...known));
		const low = scale[0], high = scale[scale.length - 1], most = Math.max(-low, high);
		const left = 12 + 7 * Math.max(...scale.map((t) => brief(t, most).length));
		let at = -1, width = 0;

		const x = (i) => left + (width - left - 8) * (values.length > 1 ? i / (values.length - 1) : 0.5);
		const y = (v) => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (v - low) / (high - low);

		function axes() {
			for (const t of scale) {
				svg.append(shape("line", { class: "grid", x1: left, x2: width, y1: y(t), y2: y(t) }),
					shape("text", { x: left - 8, y: y(t) + 4, "text-anchor": "end" }, brief(t, most)));
			}
			const count = Math.max(1, Math.min(values.length - 1, Math.floor(width / 120)));
			for (let n = 0; n <= count; n++) {
				const i = Math.round(n * (values.length - 1) / count);
				svg.append(shape("text", { x: x(i), y: HEIGHT - 6,
					"text-anchor": n === 0 ? "start" : n === count ? "end" : "middle" }, clock(row, i)));
				if (values.length === 1)
					break;
			}
		}

		function reading() {
			if (at < 0)
				return;
			const text = clock(row, at) + "  " + (row.values[at] === null ? "no data" : grouped(row.values[at]));
			svg.append(shape("line", { class: "cursor", x1: x(at), x2: x(at), y1: TOP, y2: HEIGHT - BOTTOM }));
			if (values[at] !== null)
				svg.append(shape("circle", { class: "dot", cx: x(at), cy: y(values[at]), r: 4 }));
			svg.append(shape("text", { class: "reading", x: width, y: 11, "text-anchor": "end" }, text));
		}

		function draw() {
			width = svg.clientWidth || 640;
			svg.replaceChildren();
			axes();
			let path = "", pen = false;
			values.forEach((v, i) => {
				if (v !== null)
					path += (pen ? "L" : "M") + x(i).toFixed(1) + " " + y(v).toFixed(1);
				if (v !== null && !pen && (i + 1 === values.length || values[i + 1] === null))
					svg.append(shape("circle", { class: "dot", cx: x(i), cy: y(v), r: 2.5 }));
				pen = v !== null;
			});
			svg.append(shape("path", { class: "line", d: path }));
			reading();
		}

		svg.addEventListener("pointermove", (e) => {
			const place = (e.clientX - svg.getBoundingClientRect().left - left) / (width - left - 8);
			at = Math.max(0, Math.min(values.length - 1, Math.round(place * (values.length - 1))));
			draw();
		});
		svg.addEventListener("pointerleave", () => {
			at = -1;
			draw();
		});
		svg.addEventListener("keydown", (e) => {
			if (e.key !== "ArrowLeft" && e.key !== "ArrowRight")
				return;
			e.preventDefault();
			at = Math.max(0, Math.min(values.length - 1, at + (e.key === "ArrowRight" ? 1 : at < 0 ? values.length : -1)));
			draw();
		});
		new ResizeObserver(draw).observe(svg);
		const numbers = make("details", {}, make("summary", {}, "Numbers"),
			make("table", {}, make("tbody", {}, ...row.values.map((v, i) => make("tr", {},
				make("td", {}, clock(row, i)), make("td", { class: "number" }, v === null ? "\u2013" : grouped(v)))))));
		return make("div", {}, svg, numbers);
	}

	/* ---- several charts: one per key, the largest first ---- */

	function charts(map, draw) {
		const holder = make("div", { class: "charts" + (map.kind === "tseries" ? map.rows.length > 1 ? "" : " wide" : map.rows.length > 1 ? "" : " one") });
		const more = make("button", { type: "button" }, "Show all " + many(map.rows.length, "key"));
		const rows = map.rows.slice().reverse();
		const figure = (row) => {
			const name = row.key.join(", ");
			const f = make("figure", {}), code = make("code", {});
			row.key.forEach((part, i) => code.append(i ? " \u00b7 " : "",
				make("span", { class: "quiet" }, map.columns[i].name + " "), part));
			if (row.key.length)
				f.append(make("h3", {}, code));
			f.append(draw(row, map.name + (name ? "[" + name + "]" : "")));
			return f;
		};
		holder.append(...rows.slice(0, FIRST_CHARTS).map(figure));
		more.hidden = rows.length <= FIRST_CHARTS;
		more.style.marginTop = "16px";
		more.addEventListener("click", () => {
			more.hidden = true;
			holder.append(...rows.slice(FIRST_CHARTS).map(figure));
		});
		return [holder, more];
	}

	/* ---- flame graphs ---- */

	function flames(map) {
		const bar = make("div", { class: "flame-bar" });
		const svg = shape("svg", { class: "flame" });
		const holder = make("div", { class: "flame-holder" }, svg);
		let flame = null, width = 0;
		new ResizeObserver(() => {
			if (holder.clientWidth === width)
				return;
			width = holder.clientWidth;
			flame = flame || sondeFlame(svg, bar, map.flame, (height) => {
				svg.setAttribute("viewBox", "0 0 " + width + " " + height);
				svg.setAttribute("height", height);
			});
			svg.setAttribute("width", width);
			flame.resize(width);
		}).observe(holder);
		return [bar, holder];
	}

	function content(map) {
		if (!map.rows.length)
			return [make("p", { class: "quiet" }, "Nothing was counted.")];
		if (map.kind === "hist")
			return charts(map, histogram);
		if (map.kind === "tseries")
			return charts(map, series);
		if (map.kind === "stacks")
			return [...flames(map), make("details", {}, make("summary", {}, "As a table"), ...table(map))];
		return map.keyed ? table(map) : single(map);
	}

	function section(map, i) {
		const head = make("div", { class: "head" }, make("h2", { id: "map" + i }, make("code", {}, map.name)),
			make("span", { class: "quiet" }, map.type + (map.keyed ? " \u00b7 " + many(map.rows.length, "key") : "")));
		if (map.doc)
			head.append(make("p", { class: "quiet doc" }, map.doc));
		if (map.cut)
			head.append(make("p", { class: "quiet doc" }, "The " + many(map.rows.length, "largest row") + "; " + many(Number(map.cut), "more") + " left out."));
		return make("section", { "aria-labelledby": "map" + i }, head, ...content(map));
	}

	/* Colours of the script: comments, strings, maps and variables, words of the language. */
	function colour(code) {
		const text = code.textContent;
		const token = /(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|("(?:[^"\\]|\\.)*")|(@\w*)|\b(if|else|while|for|unroll|return|let|config|import|macro|fn|struct|union|enum|break|continue)\b/g;
		const classes = ["comment", "string", "map", "word"], parts = [];
		let done = 0;
		for (const match of text.matchAll(token)) {
			parts.push(text.slice(done, match.index),
				make("span", { class: classes[match.slice(1).findIndex((m) => m !== undefined)] }, match[0]));
			done = match.index + match[0].length;
		}
		code.replaceChildren(...parts, text.slice(done));
	}

	const maps = document.getElementById("maps"), nav = document.querySelector("nav");
	maps.append(...run.maps.map(section));
	run.maps.forEach((map, i) => nav.insertBefore(make("a", { href: "#map" + i }, map.name), nav.children[i]));
	const code = document.querySelector("#script code");
	if (code)
		colour(code);
}());
