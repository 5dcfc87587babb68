/* Pictures of histograms and time series. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <time.h>

#include "runtime/maps.h"

static const struct type hist = {.kind = T_HIST, .size = 8, .align = 8};
static const struct type lhist = {.kind = T_LHIST, .size = 8, .align = 8};
static const struct type series = {.kind = T_TSERIES, .size = 8, .align = 8, .is_signed = true};
static struct buf out;

static int teardown(void **state)
{
	(void)state;
	buf_free(&out);
	return 0;
}

#define FULL "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@"
#define HALF "@@@@@@@@@@@@@@@@@@@@@@@@@@                          "
#define NONE "                                                    "

static const char *picture(const struct map_spec *m, const struct bucket *buckets, size_t n,
			   uint32_t divisor)
{
	struct map_row row = {.buckets = buckets, .nbuckets = n};

	buf_clear(&out);
	hist_text(m, &row, divisor, &out);
	return out.at ? out.at : "";
}

static const char *objects(const struct map_spec *m, const struct bucket *buckets, size_t n)
{
	struct map_row row = {.buckets = buckets, .nbuckets = n};

	buf_clear(&out);
	hist_json(m, &row, 0, &out);
	return out.at;
}

static void powers(void **state)
{
	const struct map_spec m = {.value = &hist};
	const struct bucket low[] = {
		{.index = 0, .value = 1}, {.index = 1, .value = 1}, {.index = 3, .value = 2}};
	const struct bucket high[] = {
		{.index = 11, .value = 4}, {.index = 12, .value = 2}, {.index = 64, .value = 4}};

	(void)state;
	assert_string_equal(picture(&m, low, 3, 0), "(..., 0)               1 |" HALF "|\n"
						    "[0]                    1 |" HALF "|\n"
						    "[1]                    0 |" NONE "|\n"
						    "[2, 4)                 2 |" FULL "|\n");
	assert_string_equal(picture(&m, high, 2, 2), "[512, 1K)              2 |" FULL "|\n"
						     "[1K, 2K)               1 |" HALF "|\n");
	assert_string_equal(picture(&m, &high[2], 1, 0), "[4E, 8E)               4 |" FULL "|\n");
	assert_string_equal(picture(&m, NULL, 0, 0), "");
	assert_string_equal(objects(&m, low, 3),
			    "[{\"max\": -1, \"count\": 1},{\"min\": 0, \"max\": 0, \"count\": 1},"
			    "{\"min\": 1, \"max\": 1, \"count\": 0},"
			    "{\"min\": 2, \"max\": 3, \"count\": 2}]");
}

static void fine_powers(void **state)
{
	const struct map_spec m = {.value = &hist, .bits = 1};
	const struct bucket b[] = {{.index = 4, .value = 1}, {.index = 6, .value = 1}};

	(void)state;
	assert_string_equal(picture(&m, b, 2, 0), "[3]                    1 |" FULL "|\n"
						  "[4, 6)                 0 |" NONE "|\n"
						  "[6, 8)                 1 |" FULL "|\n");
}

static void steps(void **state)
{
	const struct map_spec m = {.value = &lhist, .max = 100, .step = 10};
	const struct map_spec one = {.value = &lhist, .max = 5, .step = 1};
	const struct map_spec kilo = {.value = &lhist, .max = 4096 * 1024, .step = 1024 * 512};
	const struct bucket b[] = {
		{.index = 0, .value = 2}, {.index = 1, .value = 1}, {.index = 11, .value = 2}};

	(void)state;
	assert_string_equal(picture(&m, b, 2, 7), "(..., 0)               2 |" FULL "|\n"
						  "[0, 10)                1 |" HALF "|\n");
	assert_string_equal(picture(&m, &b[2], 1, 0), "[100, ...)             2 |" FULL "|\n");
	assert_string_equal(picture(&one, &b[1], 1, 0), "[0]                    1 |" FULL "|\n");
	assert_string_equal(picture(&kilo, &(struct bucket){.index = 2, .value = 1}, 1, 0),
			    "[512K, 1M)             1 |" FULL "|\n");
	assert_string_equal(objects(&m, &b[2], 1), "[{\"min\": 100, \"count\": 2}]");
	assert_string_equal(objects(&m, b, 1), "[{\"max\": -1, \"count\": 2}]");
}

/* Indices beyond the last bucket cannot come from our programs; they are not drawn. */
static void wild_index(void **state)
{
	const struct map_spec m = {.value = &lhist, .max = 100, .step = 10};
	const struct bucket b = {.index = UINT64_MAX, .value = 2};

	(void)state;
	assert_string_equal(picture(&m, &b, 1, 0), "");
}

static void graph(void **state)
{
	const struct map_spec m = {
		.value = &series, .interval = 100000000, .intervals = 5, .agg = TSERIES_LAST};
	/* Epochs 10 to 12; 11 has no data. Buckets are in the order of epoch mod 5. */
	const struct bucket b[] = {
		{.index = 0, .value = (uint64_t)-4, .meta = 1, .epoch = 10},
		{.index = 2, .value = 5, .meta = 1, .epoch = 12},
		{.index = 3, .value = 99, .meta = 1, .epoch = 3},
	};
	struct map_row row = {.buckets = b, .nbuckets = 3};

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	buf_clear(&out);
	tseries_text(&m, &row, 12, &out);
	assert_string_equal(
		out.at, "             -4                                                  5\n"
			"hh:mm:ss.ms  |___________________________________________________|\n"
			"00:00:01.000 *                      .                            | -4\n"
			"00:00:01.100 |                      .                            | -\n"
			"00:00:01.200 |                      .                            * 5\n"
			"             v___________________________________________________v\n"
			"             -4                                                  5\n");
	buf_clear(&out);
	tseries_json(&m, &row, 12, &out);
	assert_string_equal(out.at,
			    "[{\"interval_start\":\"1970-01-01 00:00:01.000000000\",\"value\":-4},"
			    "{\"interval_start\":\"1970-01-01 00:00:01.200000000\",\"value\":5}]");
	row.nbuckets = 0;
	buf_clear(&out);
	tseries_text(&m, &row, 12, &out);
	assert_string_equal(out.at, "<no data>\n");
}

/* Extremes of the number range: the columns stay inside the graph. */
static void graph_extremes(void **state)
{
	const struct map_spec m = {.value = &series, .interval = 1000000000, .intervals = 5};
	const struct bucket b[] = {
		{.index = 0, .value = (uint64_t)INT64_MIN, .meta = 1, .epoch = 10},
		{.index = 1, .value = INT64_MAX, .meta = 1, .epoch = 11},
	};
	struct map_row row = {.buckets = b, .nbuckets = 2};

	(void)state;
	buf_clear(&out);
	tseries_text(&m, &row, 11, &out);
	assert_non_null(strstr(out.at, "00:00:10 *"));
	row.nbuckets = 1;
	buf_clear(&out);
	tseries_text(&m, &row, 10, &out);
	assert_non_null(strstr(out.at, "00:00:10 *"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(powers), cmocka_unit_test(fine_powers),
		cmocka_unit_test(steps),  cmocka_unit_test(wild_index),
		cmocka_unit_test(graph),  cmocka_unit_test(graph_extremes),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
