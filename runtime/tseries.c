/*
 * Graphs of time series: a line per interval, time downwards. The window ends with the newest
 * interval of the whole map and has as many intervals as the script asked for; a key's line begins
 * where its data does.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "runtime/maps.h"

#define GRAPH_WIDTH 53
#define SECOND UINT64_C(1000000000)

struct unit_row {
	uint64_t at_least; /* length of an interval in ns */
	const char *name;
	unsigned digits;
	unsigned name_width; /* columns; the name may have more bytes */
};

static const struct unit_row units[] = {
	{SECOND, "", 0, 0},
	{1000000, ".ms", 3, 3},
	{1000, ".\xce\xbcs", 6, 3},
	{0, ".ns", 9, 3},
};

struct series {
	const struct map_spec *map;
	const struct map_row *row;
	const struct unit_row *unit;
	uint64_t first, last; /* epochs to show */
	uint64_t min, max;    /* compared as the map's values are */
	bool any;
};

static bool less(const struct series *s, uint64_t a, uint64_t b)
{
	return s->map->value->is_signed ? (int64_t)a < (int64_t)b : a < b;
}

/* The value of a bucket as it is shown. */
static uint64_t bucket_value(const struct map_spec *m, const struct bucket *b)
{
	if (m->agg != TSERIES_AVG)
		return b->value;
	if (!b->meta)
		return 0;
	if (m->value->is_signed)
		return (uint64_t)((int64_t)b->value / (int64_t)(b->meta & INT64_MAX));
	return b->value / b->meta;
}

/* Buckets of older turns of the window are not data any more. */
static bool in_window(const struct series *s, const struct bucket *b)
{
	return b->epoch && b->epoch <= s->last && s->last - b->epoch < s->map->intervals;
}

static struct series series_make(const struct map_spec *m, const struct map_row *row,
				 uint64_t newest)
{
	struct series s = {.map = m, .row = row, .unit = units, .first = newest, .last = newest};

	while (m->interval < s.unit->at_least)
		s.unit++;
	for (size_t i = 0; i < row->nbuckets; i++) {
		const struct bucket *b = &row->buckets[i];
		uint64_t value = bucket_value(m, b);

		if (!in_window(&s, b))
			continue;
		if (!s.any || less(&s, value, s.min))
			s.min = value;
		if (!s.any || less(&s, s.max, value))
			s.max = value;
		s.first = MIN(s.first, b->epoch);
		s.any = true;
	}
	return s;
}

/* A graph needs a height: around one value, one more and one less, as far as there is room. */
static void series_widen(struct series *s)
{
	bool is_signed = s->map->value->is_signed;

	if (s->min != s->max)
		return;
	if (s->min != (is_signed ? (uint64_t)INT64_MIN : 0))
		s->min--;
	if (s->max != (is_signed ? (uint64_t)INT64_MAX : UINT64_MAX))
		s->max++;
}

static void value_print(const struct series *s, uint64_t value, struct buf *out)
{
	if (s->map->value->is_signed)
		text_signed(out, (int64_t)value);
	else
		text_unsigned(out, value);
}

/* The bucket with EPOCH, or NULL: buckets are in the order of epoch mod intervals. */
static const struct bucket *bucket_find(const struct series *s, uint64_t epoch)
{
	uint64_t index = epoch % s->map->intervals;
	size_t low = 0, high = s->row->nbuckets;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->row->buckets[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == s->row->nbuckets || s->row->buckets[low].epoch != epoch)
		return NULL;
	return &s->row->buckets[low];
}

static unsigned time_width(const struct series *s)
{
	return 8 + (s->unit->digits ? 1 + s->unit->digits : 0);
}

static void bounds_line(const struct series *s, struct buf *out)
{
	struct buf min = {NULL, 0, 0}, max = {NULL, 0, 0};

	value_print(s, s->min, &min);
	value_print(s, s->max, &max);
	buf_fill(out, ' ', time_width(s) + 1);
	buf_printf(out, "%-21s%32s\n", min.at, max.at);
	buf_free(&min);
	buf_free(&max);
}

static void time_print(const struct series *s, uint64_t ns, struct buf *out)
{
	time_t seconds = (time_t)(ns / SECOND);
	uint64_t fraction = ns % SECOND;
	struct tm local = {.tm_sec = 0};

	localtime_r(&seconds, &local);
	buf_printf(out, "%02d:%02d:%02d", local.tm_hour, local.tm_min, local.tm_sec);
	for (unsigned i = s->unit->digits; i && i < 9; i++)
		fraction /= 10;
	if (s->unit->digits)
		buf_printf(out, ".%0*llu", (int)s->unit->digits, (unsigned long long)fraction);
}

/* The column that VALUE has in a graph of WIDTH; distances are taken before rounding. */
static size_t column(const struct series *s, uint64_t value, double width)
{
	double at = width * (double)(value - s->min) / (double)(s->max - s->min);

	return MIN((size_t)at, (size_t)GRAPH_WIDTH - 1);
}

static void graph_line(const struct series *s, uint64_t epoch, struct buf *out)
{
	const struct bucket *b = bucket_find(s, epoch);
	char line[GRAPH_WIDTH + 1];

	memset(line, ' ', GRAPH_WIDTH);
	line[0] = line[GRAPH_WIDTH - 1] = '|';
	line[GRAPH_WIDTH] = '\0';
	if (less(s, s->min, 0) && less(s, 0, s->max))
		line[column(s, 0, GRAPH_WIDTH)] = '.';
	if (b)
		line[column(s, bucket_value(s->map, b), GRAPH_WIDTH - 1)] = '*';
	time_print(s, epoch * s->map->interval, out);
	buf_char(out, ' ');
	buf_puts(out, line);
	buf_char(out, ' ');
	if (b)
		value_print(s, bucket_value(s->map, b), out);
	else
		buf_char(out, '-');
	buf_char(out, '\n');
}

void tseries_text(const struct map_spec *m, const struct map_row *row, uint64_t newest,
		  struct buf *out)
{
	struct series s = series_make(m, row, newest);
	unsigned width = time_width(&s);

	if (!s.any) {
		buf_puts(out, "<no data>\n");
		return;
	}
	series_widen(&s);
	bounds_line(&s, out);
	buf_puts(out, "hh:mm:ss");
	buf_puts(out, s.unit->name);
	buf_fill(out, ' ', width + 1 - 8 - s.unit->name_width);
	buf_char(out, '|');
	buf_fill(out, '_', GRAPH_WIDTH - 2);
	buf_puts(out, "|\n");
	for (uint64_t epoch = s.first; epoch <= s.last; epoch++)
		graph_line(&s, epoch, out);
	buf_fill(out, ' ', width + 1);
	buf_char(out, 'v');
	buf_fill(out, '_', GRAPH_WIDTH - 2);
	buf_puts(out, "v\n");
	bounds_line(&s, out);
}

void tseries_json(const struct map_spec *m, const struct map_row *row, uint64_t newest,
		  struct buf *out)
{
	struct series s = series_make(m, row, newest);
	bool more = false;

	buf_char(out, '[');
	for (uint64_t epoch = s.first; s.any && epoch <= s.last; epoch++) {
		const struct bucket *b = bucket_find(&s, epoch);
		uint64_t ns = epoch * m->interval;
		time_t seconds = (time_t)(ns / SECOND);
		struct tm utc = {.tm_sec = 0};
		char text[64];

		if (!b)
			continue;
		gmtime_r(&seconds, &utc);
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &utc);
		buf_printf(out, "%s{\"interval_start\":\"%s.%09llu\",\"value\":", more ? "," : "",
			   text, (unsigned long long)(ns % SECOND));
		value_print(&s, bucket_value(m, b), out);
		buf_char(out, '}');
		more = true;
	}
	buf_char(out, ']');
}

bool tseries_newest(const struct map_spec *m, const struct map_row *row, uint64_t *value)
{
	const struct bucket *newest = NULL;

	for (size_t i = 0; i < row->nbuckets; i++) {
		const struct bucket *b = &row->buckets[i];

		if (b->epoch && (!newest || b->epoch > newest->epoch))
			newest = b;
	}
	if (newest)
		*value = bucket_value(m, newest);
	return newest != NULL;
}

void tseries_chart(const struct map_spec *m, const struct map_row *row, uint64_t newest,
		   struct buf *out)
{
	struct series s = series_make(m, row, newest);

	buf_printf(out, "\"start\":\"%" PRIu64 "\",\"step\":\"%" PRIu64 "\",\"values\":[",
		   s.first * m->interval, m->interval);
	for (uint64_t epoch = s.first; s.any && epoch <= s.last; epoch++) {
		const struct bucket *b = bucket_find(&s, epoch);

		if (epoch > s.first)
			buf_char(out, ',');
		if (!b) {
			buf_puts(out, "null");
			continue;
		}
		buf_char(out, '"');
		value_print(&s, bucket_value(m, b), out);
		buf_char(out, '"');
	}
	buf_char(out, ']');
}

void tseries_spark(const struct map_spec *m, const struct map_row *row, uint64_t newest,
		   uint32_t width, bool unicode, struct buf *out)
{
	static const char ascii[] = "_.,-=+*#";
	struct series s = series_make(m, row, newest);
	uint64_t count = MIN(m->intervals, (uint64_t)width), known = 0;

	for (uint64_t back = count; back--;) {
		const struct bucket *b = back <= newest ? bucket_find(&s, newest - back) : NULL;
		double range = (double)(s.max - s.min);
		size_t level;

		if (!b || !in_window(&s, b)) {
			buf_char(out, ' ');
			continue;
		}
		known = bucket_value(m, b);
		level = range > 0 ? (size_t)((double)(known - s.min) / range * 7.999) : 3;
		if (unicode)
			buf_printf(out, "\xe2\x96%c", (char)(0x81 + level)); /* U+2581 ... U+2588 */
		else
			buf_char(out, ascii[level]);
	}
	if (!s.any)
		return;
	buf_puts(out, "  ");
	value_print(&s, known, out);
	buf_puts(out, "  (");
	value_print(&s, s.min, out);
	buf_puts(out, unicode ? "\xe2\x80\x93" : " to ");
	value_print(&s, s.max, out);
	buf_char(out, ')');
}
