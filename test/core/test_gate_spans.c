/* How a tip is cut, which words it is made of, and what its spans may hold. */
#include "core/gate_rows.h"

/* ---- size ---- */

static enum gate_rule of_size(u32 characters, const char *start, const char *filling)
{
    static char tip[2048];
    u32 count = 0;
    usize bytes = strlen(start), step = strlen(filling);
    memcpy(tip, start, bytes);
    count = (u32)bytes;
    while (count < characters) {
        memcpy(tip + bytes, filling, step);
        bytes += step;
        count++;
    }
    struct gate gate = gate_on(LANGUAGE_JAVASCRIPT, SCENE_JS);
    return judge_said(&gate, SCENE_LINE, STR(SCENE_QUOTE), STR(""), (struct str){(u8 *)tip, bytes})
        .rule;
}

TEST(gate_wants_a_size)
{
    ROWS({GATE_SIZE, ""}, {GATE_SIZE, "A loop."}, {GATE_SIZE, "Two loops."},
         {GATE_SIZE, "The loop s."}, {GATE_PASS, "The loop is."}, {GATE_PASS, "The loops end."}, );
    CHECK_EQ(of_size(240, "The loop reads the value", "."), GATE_CHARACTER);
    CHECK_EQ(of_size(241, "The loop reads the value", "."), GATE_SIZE);
    CHECK_EQ(of_size(240, "The loop reads the value", ","), GATE_CHARACTER);
    /* three bytes each: 240 characters of up to 480 bytes */
    CHECK_EQ(of_size(176, "The loop reads the value", "\xe2\x80\xa6"), GATE_PASS);
    CHECK_EQ(of_size(177, "The loop reads the value", "\xe2\x80\xa6"), GATE_SIZE);
    CHECK_EQ(of_size(240, "The loop reads the value", "\xe2\x80\xa6"), GATE_SIZE);
}

#define NINE " the loop of the loop of the loop of"
TEST(gate_counts_words)
{
    ROWS({GATE_PASS, "Read" NINE NINE NINE NINE " the loop of the loop of the loop"},
         {GATE_PASS, "Read" NINE NINE NINE NINE " the loop of `a` loop 1 the loop"},
         {GATE_SIZE, "Read" NINE NINE NINE NINE " the loop of the loop of the loop of^"},
         {GATE_SIZE, "Read" NINE NINE NINE NINE " the loop of the loop of the loop 1^ is"},
         {GATE_SIZE, "Read" NINE NINE NINE NINE " the loop of the loop of the loop `a`^ is"}, );
}

/* ---- characters ---- */

TEST(gate_wants_plain_characters)
{
    ROWS({GATE_CHARACTER, "^ The loop reads it."}, {GATE_CHARACTER, "^The loop reads it. "},
         {GATE_CHARACTER, "The loop reads^\nthe value."},
         {GATE_CHARACTER, "The loop reads^\tit here."},
         {GATE_CHARACTER, "The loop ^<b>reads</b> it."}, {GATE_CHARACTER, "The loop ^*reads* it."},
         {GATE_CHARACTER, "The loop ^_reads_ it."}, {GATE_CHARACTER, "The ^@loop reads it."},
         {GATE_CHARACTER, "The ^#loop reads it."}, {GATE_CHARACTER, "The ^$loop reads it."},
         {GATE_CHARACTER, "The loop ^\\ reads it."}, {GATE_CHARACTER, "The loop reads ^|it|."},
         {GATE_CHARACTER, "The loop reads ^~it."}, {GATE_CHARACTER, "The loop ^[reads](it)."},
         {GATE_CHARACTER, "The loop reads r^\xc3\xa9"
                          "sum\xc3\xa9 here."},
         {GATE_CHARACTER, "The loop reads^\xe2\x80\x8b it here."},
         {GATE_CHARACTER, "The loop reads^\xe2\x80\xae it here."},
         {GATE_CHARACTER, "The loop ^\xf0\x9f\x90\x9f reads it."},
         {GATE_CHARACTER, "The loop ^\xe2\x88\x98 reads it."},
         {GATE_CHARACTER, "The loop ^\xe3\x80\x98 reads it."},
         {GATE_CHARACTER, "The l^\xd0\xbe"
                          "op reads it here."},
         {GATE_PASS, "The loop reads: the value, (it) is \"the value\"; and so on!"},
         {GATE_PASS,
          "The loop \xe2\x80\x94 each value \xe2\x80\x93 reads it\xe2\x80\xa6 then ends."},
         {GATE_PASS, "The loop\xe2\x80\x99s value is \xe2\x80\x9cread\xe2\x80\x9d or "
                     "\xe2\x80\x98read\xe2\x80\x99."}, );
}

TEST(gate_wants_blanks_behind_its_stops)
{
    ROWS({GATE_CHARACTER, "The loop reads 10.0^.0.1 of the values."},
         {GATE_CHARACTER, "The loop reads it^!!"}, {GATE_CHARACTER, "The loop reads it^?no"},
         {GATE_CHARACTER, "The loop reads it^,and ends."},
         {GATE_CHARACTER, "The script^:loop reads it."}, {GATE_CHARACTER, "The loop^;reads it."},
         {GATE_PASS, "The loop reads `total`? The loop ends (it is 5.)."},
         {GATE_PASS, "The loop (it reads `total`, `items`;) ends: it is \"done:\"."}, );
}

TEST(gate_knows_hyphens_and_slashes)
{
    ROWS({GATE_PASS, "The off-by-one loop reads the index -1 here."},
         {GATE_PASS, "The `total`-based loop reads the `items`-based value."},
         {GATE_PASS, "The loop/function reads the `total`/`items` value."},
         {GATE_PASS, "The variable(s)/value of the loop."},
         {GATE_PASS, "The loop (it)/value of the loop."}, {GATE_CHARACTER, "The loop ^- reads it."},
         {GATE_CHARACTER, "The loop ^-reads it."}, {GATE_CHARACTER, "The loop^- reads it."},
         {GATE_CHARACTER, "The loop ^/ reads it."}, {GATE_CHARACTER, "The loop ^/reads it."},
         {GATE_CHARACTER, "The loop^/ reads it."}, {GATE_CHARACTER, "The (loop)^/1 reads it."},
         {GATE_CHARACTER, "The `total`^/it reads it."}, );
}

TEST(gate_knows_numbers)
{
    ROWS({GATE_PASS, "The loop reads `total` and `items` and `total` and `items` of it."},
         {GATE_PASS, "The loop reads 1234 values."},
         {GATE_PASS, "The loop reads 1234 values, then 5678 and 90 of them."},
         {GATE_CHARACTER, "The loop reads 1234 values, then 5678 and ^901 of them."},
         {GATE_CHARACTER, "The loop reads ^12345 values."},
         {GATE_PASS, "The loop reads 12.34 of it."},
         {GATE_CHARACTER, "The loop reads ^12.345 of it."},
         {GATE_CHARACTER, "The loop reads 1.2^.3 of it."}, {GATE_PASS, "The loop reads 50% of it."},
         {GATE_CHARACTER, "The loop reads 50%^% of it."},
         {GATE_CHARACTER, "The loop reads 1 ^2 values."},
         {GATE_PASS, "The loop reads 1, 2 values."},
         {GATE_PASS, "The 1st, 2nd, 3rd and 100th value of the loop."},
         {GATE_WORD, "The ^1000th value of the loop."}, {GATE_WORD, "The ^2ab value of the loop."},
         {GATE_WORD, "The ^2x value of the loop."}, );
}

TEST(gate_knows_points_and_brackets)
{
    ROWS({GATE_PASS, "The loop reads e.g. the value, i.e. a number."},
         {GATE_WORD, "The loop reads ^e.h. the value."},
         {GATE_PASS, "The loop reads Math.PI here."},
         {GATE_WORD, "The loop reads ^Math.total here."},
         {GATE_WORD, "The loop reads ^items.totl here."},
         {GATE_WORD, "The loop reads ^evil.example here."},
         {GATE_PASS, "The loop calls Math.max() here."}, {GATE_PASS, "The loop calls map() here."},
         {GATE_PASS, "The loop reads variable(s) and class(es)."},
         {GATE_PASS, "The loop reads the value (it)."},
         {GATE_PASS, "The loop reads (=) and (===) here."},
         {GATE_CHARACTER, "The loop reads (^=====) here."},
         {GATE_CHARACTER, "The loop reads (^= here."},
         {GATE_PASS, "The loop expected { and then } here."},
         {GATE_PASS, "The loop expected >= here, not =."},
         {GATE_CHARACTER, "The loop expected^{ here."},
         {GATE_CHARACTER, "The loop expected ^{it} here."},
         {GATE_CHARACTER, "The loop expected ^=. here."}, {GATE_PASS, "The loop expected (===)."},
         {GATE_CHARACTER, "The loop expected ^=a"}, {GATE_PASS, "{ opens the loop here."},
         {GATE_PASS, "The loop reads (====) here."}, {GATE_PASS, "The loop () reads it."},
         {GATE_PASS, "The loop calls this.map() here."},
         {GATE_CHARACTER, "The loop expected ^^here."}, );
}

/* A word or a sign between other quotes is code if it can be; a word of the lexicon else. */
TEST(gate_reads_other_quotes)
{
    ROWS({GATE_PASS, "The loop reads 'total' and \"items\" here."},
         {GATE_PASS, "The loop reads \"the value\" here."},
         {GATE_PASS, "The loop reads ('price') here."},
         {GATE_NAME, "The loop reads '^bananas' here."},
         {GATE_NAME, "The loop reads (\"^bananas\") here."},
         {GATE_WORD, "The loop reads \"^bananas here\"."},
         {GATE_CHARACTER, "The loop reads x'it^^'."},
         {GATE_WORD, "The loop '^aaaaaaaaaabbbbbbbbbbccccccccccddddddddddd' is it."},
         {GATE_NAME, "The loop '^aaaaaaaaaabbbbbbbbbbccccccccccddddddddd' is it."},
         {GATE_WORD, "The loop '^aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd' is it."},
         {GATE_WORD, "The loop (it)'^totl' is it."}, {GATE_TOPIC, "^It is 'better' to be here."},
         {GATE_PASS, "The loop reads the functions' values."}, );
}

/* ---- words ---- */

TEST(gate_knows_programming_english)
{
    ROWS({GATE_WORD, "The loop reads the ^sardines."}, {GATE_WORD, "^Whales read the loop."},
         {GATE_WORD, "The loop reads ^my value."}, {GATE_PASS, "THE LOOP Reads The SIZE."},
         {GATE_PASS, "The loop reads typeof here."}, {GATE_PASS, "The 9th value of the loop."},
         {GATE_PASS, "It doesn't read the loop."},
         {GATE_PASS, "It doesn\xe2\x80\x99t read the loop."},
         {GATE_WORD, "The loop reads the ^aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."},
         {GATE_WORD, "The ^aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa loop."},
         {GATE_PASS, "The loop the loop the loop."}, {GATE_PASS, "The loop loop reads it."},
         {GATE_WORD, "The loop loop ^loop reads it."},
         {GATE_PASS, "The loop reads parseInt and the isNaN of it."},
         {GATE_WORD, "The loop reads ^totl here."}, {GATE_WORD, "The loop reads ^total2 here."}, );
}

/* ---- spans ---- */

#define S60 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
TEST(gate_wants_whole_spans)
{
    ROWS({GATE_SPAN, "The loop reads ^``."}, {GATE_SPAN, "The loop reads ^`total."},
         {GATE_SPAN, "The loop reads ^` total`."}, {GATE_SPAN, "The loop reads ^`total `."},
         {GATE_SPAN, "The loop reads ^`" S60 "b`."}, {GATE_NAME, "The loop reads `^" S60 "`."},
         {GATE_SPAN, "The loop reads `total` ^`items`."},
         {GATE_PASS, "The loop reads `total`, `items`."},
         {GATE_PASS, "The loop reads `total`/`items`."}, {GATE_PASS, "`total` and `items`"},
         {GATE_PASS, "`total`, `items`, `price` are values."},
         {GATE_SPAN, "^`total`, `items`, `price`"}, {GATE_SPAN, "^`total`, `items`."}, );
}

#define RICH                                                                                       \
    "// sardines, whale\n"                                                                         \
    "let label = \"inner text\", kelp = 'tuna';\n"                                                 \
    "function sumPrices(list, rate2) {\n"                                                          \
    "  return list.map((entry) => entry.price * rate2);\n"                                         \
    "}\n"                                                                                          \
    "const \xc3\xa9t\xc3\xa9 = 123456, n = 15550123 + 1_000_000_000, \xd0\xbc\xd0\xb8\xd1\x80 = "  \
    "`${label}`;\n"                                                                                \
    "public static zebra = kelp = sumPrices;\n"                                                    \
    "function again() { return kelp; }\n"                                                          \
    "let one1, two2, three3, four4, five5, six6, seven7, eight8, nine9;\n"                         \
    "let a_nameofwordsthatarefortybytes_long_not_m, a_nameofwordsthatarefortybytes_long_not_, "    \
    "a_b_c_d_e_f, a_b_c_d_e;\n"
#define RICH_ROWS(...)                                                                             \
    ROWS_IN(LANGUAGE_JAVASCRIPT, RICH, 4, "list.map((entry) => entry.price", __VA_ARGS__)

TEST(gate_names_what_is_there)
{
    RICH_ROWS({GATE_PASS, "The function `sumPrices` reads `rate2` and `list`."},
              {GATE_NAME, "The function `^sumprices` reads `list`."},
              {GATE_NAME, "The function reads `list` and `^bananas`."},
              {GATE_NAME, "The function reads `^sardines` of it."}, /* a comment */
              {GATE_NAME, "The function reads `^tuna` of it."},     /* a string */
              {GATE_PASS, "The function reads `kelp` of it."},
              {GATE_PASS, "The function reads `parseInt` and `undefined`."},
              {GATE_PASS, "The function reads `foo`, `bar` and `x` of it."},
              {GATE_NAME, "The function reads `^fooo` of it."},
              {GATE_PASS, "The function reads `entry.price` and `list.map(entry)`."},
              {GATE_NAME, "The function reads `entry.^banana` of it."},
              {GATE_PASS, "The function reads `\xc3\xa9t\xc3\xa9` and `\xd0\xbc\xd0\xb8\xd1\x80`."},
              {GATE_NAME, "The function reads `^\xc3\xa9t` of it."},
              {GATE_PASS, "The function reads `a_nameofwordsthatarefortybytes_long_not_`."},
              {GATE_NAME, "The function reads `^a_nameofwordsthatarefortybytes_long_not_m`."},
              {GATE_PASS, "The function reads `a_b_c_d_e`."},
              {GATE_NAME, "The function reads `^a_b_c_d_e_f`."},
              {GATE_PASS, "The function reads `end` and `index` of the `array`."}, );
}

TEST(gate_names_so_many_things)
{
    RICH_ROWS({GATE_PASS, "It reads `one1`, `two2`, `three3`, `four4`, then `five5`, `six6`, and "
                          "`seven7`, then `eight8`, the last."},
              {GATE_NAME, "It reads `one1`, `two2`, `three3`, `four4`, then `five5`, `six6`, and "
                          "`seven7`, `eight8`, then `^nine9`."},
              {GATE_PASS, "It reads each of `one1`, `two2`, `three3`, `four4`, then `five5`, "
                          "`six6`, and `seven7`, then `eight8`, or `one1`."}, );
}

TEST(gate_shows_nothing_hidden_in_a_span)
{
    ROWS_IN(LANGUAGE_JAVASCRIPT,
            "http://evil.example/x\na\xd8\x9c"
            "b a\xe2\x80\xae"
            "b a\xe2\x80\x8b"
            "b \x01"
            "ab a\x7f"
            "b \xf0\x9f\x90\x9f \xe3\x85\xa4 e\xcc\x81t a\xd8\x85q "
            "a\xdb\x9dq a\xdc\x8fq a\xe0\xa3\xa2q \xd8\xa8\xd8\xa8 \xe4\xb8\xad\xe6\x96\x87 "
            "\xe1\xba\xbd\xe1\xba\xbd \xe3\x81\x82\xe3\x81\x82 \xc2\xadqq",
            2,
            "a\xd8\x9c"
            "b a\xe2\x80\xae"
            "b a\xe2\x80\x8b"
            "b \x01"
            "ab a\x7f"
            "b \xf0\x9f\x90\x9f \xe3\x85\xa4 e\xcc\x81t a\xd8\x85q "
            "a\xdb\x9dq a\xdc\x8fq a\xe0\xa3\xa2q \xd8\xa8\xd8\xa8 \xe4\xb8\xad\xe6\x96\x87 "
            "\xe1\xba\xbd\xe1\xba\xbd \xe3\x81\x82\xe3\x81\x82 \xc2\xadqq",
            {GATE_NAME, "The function reads `^http://evil.example/x` here."},
            {GATE_NAME, "The function reads `^a\xd8\x9c"
                        "b` here."},
            {GATE_NAME, "The function reads `^a\xe2\x80\xae"
                        "b` here."},
            {GATE_NAME, "The function reads `^a\xe2\x80\x8b"
                        "b` here."},
            {GATE_NAME, "The function reads `^\x01"
                        "ab` here."},
            {GATE_NAME, "The function reads `^a\x7f"
                        "b` here."},
            {GATE_NAME, "The function reads `^\xf0\x9f\x90\x9f` here."},
            {GATE_NAME, "The function reads `^\xe3\x85\xa4` here."},
            {GATE_NAME, "The function reads `^e\xcc\x81t` here."},
            {GATE_NAME, "The function reads `^a\xd8\x85q` here."},
            {GATE_NAME, "The function reads `^a\xdb\x9dq` here."},
            {GATE_NAME, "The function reads `^a\xdc\x8fq` here."},
            {GATE_NAME, "The function reads `^a\xe0\xa3\xa2q` here."},
            {GATE_NAME, "The function reads `^\xc2\xadqq` here."},
            {GATE_PASS, "The function reads `\xd8\xa8\xd8\xa8` here."},
            {GATE_PASS, "The function reads `\xe4\xb8\xad\xe6\x96\x87` here."},
            {GATE_PASS, "The function reads `\xe1\xba\xbd\xe1\xba\xbd` here."},
            {GATE_PASS, "The function reads `\xe3\x81\x82\xe3\x81\x82` here."},
            {GATE_NAME, "The function reads `^evil.example/x` here."}, );
#define LETTERS                                                                                    \
    "\xc5\xa3\xc5\xa3 \xe0\xa4\x95\xe0\xa4\x95 \xe1\x83\x90\xe1\x83\x90 \xe1\xb8\x80\xe1\xbb\xb9 " \
    "\xe3\x80\x81q \xe9\xbe\x80\xe9\xbe\x80 \xea\xb0\x80q"
    ROWS_IN(LANGUAGE_JAVASCRIPT, LETTERS, 1, LETTERS,
            {GATE_PASS, "The function reads `\xc5\xa3\xc5\xa3` here."},
            {GATE_PASS, "The function reads `\xe0\xa4\x95\xe0\xa4\x95` here."},
            {GATE_NAME, "The function reads `^\xe1\x83\x90\xe1\x83\x90` here."},
            {GATE_PASS, "The function reads `\xe1\xb8\x80\xe1\xbb\xb9` here."},
            {GATE_NAME, "The function reads `^\xe3\x80\x81q` here."},
            {GATE_PASS, "The function reads `\xe9\xbe\x80\xe9\xbe\x80` here."},
            {GATE_NAME, "The function reads `^\xea\xb0\x80q` here."}, );
    ROWS_IN(LANGUAGE_JAVASCRIPT, "// one two three\n", 1, "one two three",
            {GATE_NAME, "The function reads `^two three` here."},
            {GATE_NAME, "The function reads `^three` here."}, );
}

/* Two names side by side are a sentence, unless the code has them so. */
TEST(gate_reads_names_side_by_side)
{
    RICH_ROWS({GATE_NAME, "The function reads `^label kelp` here."},
              {GATE_NAME, "The function reads `^rate2 kelp` here."},
              {GATE_PASS, "The function reads `let label` here."},
              {GATE_PASS, "The function reads `label, kelp` here."},
              {GATE_PASS, "The function reads `function sumPrices` here."},
              {GATE_NAME, "The function reads `^label kelp list` here."},
              {GATE_NAME, "The function reads `^open window location` here."},
              {GATE_NAME, "The function reads `^label items` here."},
              {GATE_NAME, "The function reads `^items label` here."}, );
    ROWS_IN(LANGUAGE_C,
            "size_of items;\nbig_one two_two three_3;\nitems 5 two_two \"a\" items \\d big_one", 1,
            "size_of", {GATE_PASS, "The function reads `size_of items` here."},
            {GATE_NAME, "The function reads `^items size_of` here."},
            {GATE_NAME, "The function reads `^big_one two_two three_3` here."},
            {GATE_PASS, "The function reads `big_one two_two` here."},
            {GATE_PASS, "The function reads `two_two 5 items` here."},
            {GATE_PASS, "The function reads `two_two \"a\" items` here."},
            {GATE_PASS, "The function reads `two_two \\d items` here."},
            {GATE_PASS, "The function reads `two_two \xe2\x80\xa6 items` here."},
            {GATE_PASS, "The function reads `two_two int items` here."},
            {GATE_PASS, "The function reads `two_two + items` here."}, );
}

TEST(gate_reads_texts_and_numbers_in_spans)
{
    RICH_ROWS({GATE_PASS, "The function reads `\"value\"` and `'number'`."},
              {GATE_PASS, "The function reads `'use strict'` first."},
              {GATE_NAME, "The function reads `^'the number'` first."},
              {GATE_NAME, "The function reads `^\"sardines\"` of it."},
              {GATE_NAME, "The function reads `^'a whale'` of it."},
              {GATE_NAME, "The function reads `^\"value` of it."},
              {GATE_NAME, "The function reads `^label + 'value` of it."},
              {GATE_PASS, "The function reads `label + \"value\"` of it."},
              {GATE_NAME, "The function reads `^\"variable variable value\"` of it."},
              {GATE_NAME, "The function reads `^\"variables variable values\"` of it."},
              {GATE_PASS, "The function reads `\"\"` or `\"x\"` of it."},
              {GATE_NAME, "The function reads `^\"\xc3\xa9\"` of it."},
              {GATE_PASS, "The function reads `1234` and `123456` of it."},
              {GATE_NAME, "The function reads `^12345678` of it."},
              {GATE_NAME, "The function reads `^15550123` of it."},
              {GATE_PASS, "The function reads `1_000_000_000` of it."},
              {GATE_PASS, "The function reads `5678` and `98` of it."},
              {GATE_NAME, "The function reads `^$x` of it."},
              {GATE_NAME, "The function reads `^56789` of it."},
              {GATE_NAME, "The function reads `^\"variable variable values\"` of it."},
              {GATE_NAME, "The function reads `^12346` of it."},
              {GATE_PASS, "The function reads `\\n` and `\\u0020` of it."},
              {GATE_NAME, "The function reads `\\b^anana` of it."},
              {GATE_NAME, "The function reads `\\#^u00ts` of it."},
              {GATE_NAME, "The function reads `\\u00^ts` of it."},
              {GATE_PASS, "The function reads `\\d+` and `\\x1b` of it."},
              {GATE_PASS, "The function reads `map(\xe2\x80\xa6)` and `for\xe2\x80\xa6of`."},
              {GATE_PASS, "The function reads `label\xe2\x80\xa6kelp` of it."},
              {GATE_NAME, "The function reads `label\xe2\x80\xa6 ^bananas` of it."}, );
}

TEST(gate_does_not_write_the_learners_code)
{
    RICH_ROWS({GATE_SOLUTION, "The function must end with `^return rate2`."},
              {GATE_SOLUTION, "The function must end with `^return 2 * kelp`."},
              {GATE_SOLUTION, "The function must do `^label = rate2` first."},
              {GATE_SOLUTION, "The function must do `^label = 5 + 6` first."},
              {GATE_SOLUTION, "The function must do `^label += rate2` first."},
              {GATE_SOLUTION, "The function must do `^if (a) { b; }` first."},
              {GATE_SOLUTION, "The function must do `^f(1, 2, 3, 4, 5, 6, 7)` first."},
              {GATE_PASS, "The function must do `f(1, 2, 3, 4, 5, 6)` first."},
              {GATE_SOLUTION, "The function must do `^!f(1, 2, 3, 4, 5, 6)` first."},
              {GATE_SOLUTION, "The function must do `^!f(a);` first."},
              {GATE_PASS, "The function must do `f(a);` first."},
              {GATE_PASS, "The function must end with `return 5 + 6`."},
              {GATE_PASS, "The function ends with `return kelp` here."}, /* it stands there */
              {GATE_SOLUTION, "Do `^label = rate2` and `kelp = rate2` in the function."},
              {GATE_TOPIC, "^It is better to be here. Then do `label = rate2` first."},
              {GATE_PASS, "The function must end with `return`."},
              {GATE_PASS, "The function must end with `return 0`."},
              {GATE_PASS, "The function must end with `return true;`."},
              {GATE_PASS, "The function must do `label = 5` first."},
              {GATE_PASS, "The function must do `label == list` first."},
              {GATE_PASS, "The function must do `label <= list` first."},
              {GATE_PASS, "The function must do `label !== list` first."},
              {GATE_PASS, "The function must do `label >= list` first."},
              {GATE_PASS, "The function must do `list.map(entry)` first."},
              {GATE_PASS, "The function does `kelp = sumPrices` here."}, /* it stands there */
              {GATE_PASS, "The function does `entry.price * rate2` here."},
              {GATE_PASS, "The function must do `x = list` first."},
              {GATE_SOLUTION, "The function must do `^x = kelp` first."}, );
}

/* ---- topic ---- */

TEST(gate_wants_every_sentence_to_be_about_code)
{
    ROWS({GATE_TOPIC, "^It is better to be here."},
         {GATE_TOPIC, "The loop reads it. ^It is better to be here."},
         {GATE_TOPIC, "The loop reads it! ^It is better here! The loop ends."},
         {GATE_TOPIC, "^It is better to have a value here."},
         {GATE_PASS, "The key is better than the value here."},
         {GATE_PASS, "It is better to have `x` here."},
         {GATE_PASS, "It is better to have a loop here."},
         {GATE_PASS, "The loop reads it. It is better to have a variable."},
         {GATE_PASS, "The loop reads it. Try it out!"},
         {GATE_PASS, "The loop reads it. It is better to be so:"},
         {GATE_TOPIC,
          "^A variable helps a careful reader to find a clear, simple, short and pleasant way "
          "out of trouble again."}, );
}

TEST_MAIN
