"use strict";
/*
 * Draws a flame graph, the outermost frame on top, into SVG and its controls into BAR, an element of HTML. DATA:
 *	title  what is shown
 *	total  of all counts, a string of digits where numbers are not exact
 *	names  every name once
 *	frames five numbers per frame: depth from 0, start, count, index of the name, kind (0 label,
 *	       1 user, 2 kernel); a frame comes before those that it calls, siblings from the left
 * GROW is called with the height of the picture whenever that changes. Names go into the picture as text nodes only.
 */
function sondeFlame(svg, bar, data, grow) {
	const SVG = "http://www.w3.org/2000/svg", HTML = "http://www.w3.org/1999/xhtml";
	const ROW = 19, MIN_WIDTH = 1, TEXT_MIN = 26;
	const frames = [{ name: "all", depth: 0, start: 0, value: Number(data.total), kind: 0, parent: -1 }];
	let height = 0, zoomed = 0, current = 0, found = null, width = 0, letter = 7.2;

	function read() {
		const open = [0];
		for (let i = 0; i < data.frames.length; i += 5) {
			const depth = data.frames[i] + 1;
			open.length = depth;
			frames.push({
				name: data.names[data.frames[i + 3]], depth, start: data.frames[i + 1],
				value: data.frames[i + 2], kind: data.frames[i + 4], parent: open[depth - 1],
			});
			open.push(frames.length - 1);
		}
	}

	function make(space, tag, attributes, text) {
		const node = document.createElementNS(space, tag);
		for (const name in attributes)
			node.setAttribute(name, attributes[name]);
		if (text !== undefined)
			node.textContent = text;
		return node;
	}

	const exact = (n) => n.toLocaleString("en-US");
	const share = (n) => (frames[0].value ? 100 * n / frames[0].value : 0).toFixed(2) + "%";
	const describe = (f) => f.name + " \u2014 " + exact(f.value) + " (" + share(f.value) + ")";

	/* One of four shades, the same for a name wherever it stands. */
	function shade(f) {
		let hash = 7;
		for (let i = 0; i < f.name.length; i++)
			hash = (hash * 31 + f.name.charCodeAt(i)) >>> 0;
		return "luk"[f.kind] + (hash >>> 3) % 4;
	}

	const title = make(HTML, "span", { class: "flame-title" }, data.title);
	const input = make(HTML, "input", {
		type: "search", placeholder: "Search (regular expression)", "aria-label": "Search functions",
	});
	const status = make(HTML, "span", { class: "flame-found", role: "status" });
	const reset = make(HTML, "button", { type: "button" }, "Reset");
	const detail = make(HTML, "div", { class: "flame-detail", "aria-hidden": "true" });
	const canvas = make(SVG, "g", { role: "tree", "aria-label": data.title });

	function node(i, view) {
		const f = frames[i], above = f.depth < frames[zoomed].depth;
		const scale = width / view.value;
		const x = Math.max(0, (f.start - view.start) * scale);
		const w = Math.min(width, (f.start + f.value - view.start) * scale) - x;
		if (w < MIN_WIDTH)
			return null;
		const y = f.depth * ROW;
		const g = make(SVG, "g", {
			role: "treeitem", tabindex: i === current ? "0" : "-1", "data-i": i,
			"aria-level": f.depth + 1, "aria-label": describe(f),
			class: (above ? "up " : "") + (found && found.has(i) ? "hit" : ""),
		});
		g.append(make(SVG, "rect", {
			x: x.toFixed(2), y, width: w.toFixed(2), height: ROW, rx: 2, class: shade(f),
		}));
		if (w >= TEXT_MIN) {
			const room = Math.floor((w - 8) / letter);
			const text = f.name.length <= room ? f.name : f.name.slice(0, Math.max(1, room - 1)) + "\u2026";
			g.append(make(SVG, "text", { x: (x + 4).toFixed(2), y: y + 13.5 }, text));
		}
		return g;
	}

	function draw() {
		const view = frames[zoomed], end = view.start + view.value;
		const had = canvas.contains(document.activeElement);
		let deepest = 0;
		canvas.textContent = "";
		for (let i = 0; i < frames.length; i++) {
			const f = frames[i];
			/* Without width it has no place; beside the zoomed frame, neither. */
			if (f.start + f.value <= view.start || f.start >= end)
				continue;
			const g = view.value ? node(i, view) : null;
			if (g) {
				canvas.append(g);
				deepest = Math.max(deepest, f.depth);
			}
		}
		/* Frames that are too narrow to be seen take no room; zooming in never makes it smaller. */
		if ((deepest + 1) * ROW > height || zoomed === 0) {
			height = (deepest + 1) * ROW;
			grow(height);
		}
		reset.disabled = zoomed === 0 && !found;
		if (had)
			focus(current);
	}

	function element(i) {
		return canvas.querySelector('[data-i="' + i + '"]');
	}

	function show(i) {
		detail.textContent = i >= 0 ? describe(frames[i]) : "";
	}

	function focus(i) {
		const before = element(current), to = element(i);
		if (!to)
			return false;
		if (before)
			before.setAttribute("tabindex", "-1");
		current = i;
		to.setAttribute("tabindex", "0");
		to.focus();
		show(i);
		return true;
	}

	function zoom(i) {
		zoomed = current = i;
		draw();
		show(i);
	}

	/* What is under a frame that was found is not counted again. */
	function search() {
		const words = input.value;
		let test, covered = 0, sum = 0;
		found = null;
		status.textContent = "";
		if (words) {
			try {
				const pattern = new RegExp(words, "i");
				test = (name) => pattern.test(name);
			} catch (e) {
				test = (name) => name.toLowerCase().includes(words.toLowerCase());
			}
			found = new Set();
			for (let i = 1; i < frames.length; i++) {
				const f = frames[i];
				if (!test(f.name))
					continue;
				found.add(i);
				if (f.start >= covered) {
					sum += f.value;
					covered = f.start + f.value;
				}
			}
			status.textContent = found.size ? share(sum) + " found" : "nothing found";
		}
		draw();
	}

	function beside(i, step) {
		for (let j = i + step; j > 0 && j < frames.length; j += step)
			if (frames[j].depth === frames[i].depth && element(j))
				return j;
		return i;
	}

	function firstCalled(i) {
		for (let j = i + 1; j < frames.length && frames[j].depth > frames[i].depth; j++)
			if (frames[j].parent === i && element(j))
				return j;
		return i;
	}

	const keys = {
		ArrowUp: (i) => frames[i].parent >= 0 && focus(frames[i].parent),
		ArrowDown: (i) => focus(firstCalled(i)),
		ArrowLeft: (i) => focus(beside(i, -1)),
		ArrowRight: (i) => focus(beside(i, 1)),
		Enter: (i) => { zoom(i); focus(i); },
		" ": (i) => { zoom(i); focus(i); },
		Home: () => focus(0),
	};

	function everything() {
		input.value = "";
		zoomed = 0;
		search();
	}

	const indexOf = (event) => {
		const g = event.target.closest ? event.target.closest("[data-i]") : null;
		return g ? Number(g.getAttribute("data-i")) : -1;
	};

	canvas.addEventListener("click", (e) => { if (indexOf(e) >= 0) zoom(indexOf(e)); });
	canvas.addEventListener("mouseover", (e) => { if (indexOf(e) >= 0) show(indexOf(e)); });
	canvas.addEventListener("mouseleave", () => show(-1));
	canvas.addEventListener("focusin", (e) => {
		if (indexOf(e) >= 0) {
			current = indexOf(e);
			show(current);
		}
	});
	canvas.addEventListener("keydown", (e) => {
		const act = keys[e.key], i = indexOf(e);
		if (!act || i < 0 || e.ctrlKey || e.altKey || e.metaKey)
			return;
		e.preventDefault();
		act(i);
	});
	input.addEventListener("input", search);
	reset.addEventListener("click", everything);
	for (const part of [canvas, bar]) {
		part.addEventListener("keydown", (e) => {
			if (e.key === "Escape")
				everything();
			if (e.key === "/" && e.target !== input) {
				e.preventDefault();
				input.focus();
			}
		});
	}

	function measure() {
		const probe = make(SVG, "text", { x: 0, y: -99 }, "mmmmmmmmmmmmmmmmmmmm");
		canvas.append(probe);
		letter = probe.getComputedTextLength() / 20 || letter;
		probe.remove();
	}

	read();
	bar.append(title, status, input, reset, detail);
	svg.append(canvas);
	measure();
	return {
		/* Draws for a width in pixels. */
		resize(pixels) {
			width = Math.max(1, pixels);
			draw();
		},
		move(x, y) {
			canvas.setAttribute("transform", "translate(" + x + "," + y + ")");
		},
	};
}

/* A picture of its own: it fills the window, with the controls in front. */
function sondeFlameAlone(svg) {
	const HTML = "http://www.w3.org/1999/xhtml", SVG = "http://www.w3.org/2000/svg", EDGE = 16;
	const data = JSON.parse(svg.querySelector("metadata").textContent);
	const holder = document.createElementNS(SVG, "foreignObject");
	const bar = document.createElementNS(HTML, "div");
	bar.setAttribute("class", "flame-bar");
	svg.querySelector(".plain").remove();
	holder.append(bar);
	svg.append(holder);
	let width = 0, top = 0;
	const flame = sondeFlame(svg, bar, data, (height) => {
		svg.setAttribute("viewBox", "0 0 " + width + " " + (top + height + EDGE));
		svg.setAttribute("width", width);
		svg.setAttribute("height", top + height + EDGE);
	});
	function resize() {
		width = document.documentElement.clientWidth || window.innerWidth;
		holder.setAttribute("x", EDGE);
		holder.setAttribute("y", 12);
		holder.setAttribute("width", Math.max(1, width - 2 * EDGE));
		holder.setAttribute("height", 400);
		top = bar.offsetHeight + 20;
		holder.setAttribute("height", bar.offsetHeight + 4);
		flame.move(EDGE, top);
		flame.resize(width - 2 * EDGE);
	}
	resize();
	window.addEventListener("resize", resize);
}
