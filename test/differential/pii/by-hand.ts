/** Patterns of the Rust dialect, and what looks like some, each probing one thing. */
// biome-ignore format: a table
export const PATTERNS: readonly string[] = [
  "a{,3}", "a{", "{", "a{x}", "a}", "]", "[]a]", "[^]a]", "[a", "[]", "a**", "a*?+", "a{2}{3}", "*a", "(?i",
  "(?P<a>x)(?P<a>y)", "(?<a>x)", "(?<1a>x)", "\\1", "\\0", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?>a)", "\\y",
  "\\Z", "\\z", "\\A", "\\G", "\\B", "\\b{start}", "\\<a\\>", "\\b{start-half}", "\\b{foo}", "\\x41", "\\x{41}",
  "\\u0041", "\\u{41}", "\\U00000041", "\\x{110000}", "\\x{d800}", "\\pL", "\\p{L}", "\\p{Lx}", "\\p{Greek}",
  "\\p{Script=Greek}", "\\p{sc=Greek}", "\\p{scx=Greek}", "\\p{gc!=Lu}", "\\p{^L}", "\\PL", "\\p{Alphabetic}",
  "\\p{alpha}", "\\p{any}", "\\p{ascii}", "\\p{assigned}", "\\p{Letter}", "\\p{ lowercase letter }", "\\p{Emoji}",
  "\\p{isgreek}", "\\p{Block=Greek}", "[[:alpha:]]", "[[:^alpha:]]", "[[:word:]]",
  "[[:foo:]]", "[:alpha:]", "[a&&b]", "[a-z--b]", "[a-z~~b]", "[a-\\d]", "[z-a]", "[a-]", "[-a]", "[a-b-c]", "[\\b]",
  "[\\w-z]", "(?x)a b # c\nd", "(?x)[a b]", "(?x)\\ ", "(?u)a", "(?-u)a", "(?-u)\\xff", "(?-u).", "(?-u:\\w)",
  "(?U)a*", "(?R)$", "(?m)^a$", "(?s).", "(?is-m:a)", "(?i-i)a", "(?)", "(?:)", "()", "(", "a)", "(?i)(?-i)",
  "(?ii)", "a|", "|", "||a", "a||b", "\\Q", "\\e", "\\a\\f\\v\\n\\t\\r", "\\-", "\\/", "\\ ", "\\é", "\\_", "\\&",
  "\\%", "\\'", "\\\"", "\\<", "\\@", "\\!", "\\#", "\\~", "\\,", "\\:", "\\=", "\\;", "\\`", "[[a]", "[a[b]]",
  "[&&a]", "[a&&]", "[a&&&b]", "^*", "$+", "\\b+", "(?i)*", "(?x) *", "a{1001}", "a{2,1}", "a{1, 2}", "a{ 1 }",
  "a{1,}", "a{,}", "(?P=a)", "(?P>a)", "(?#c)", "\\p", "\\p{", "\\pé", "\\x", "\\x4", "\\x{}", "\\x{zz}",
  "(?P<a.b[0]>x)", "(?P<é>x)", "(?P<>x)", "(?z)", "(?-)", "(?i-)", "(?--i)", "(?i:", "\\cA",
  "\\d\\D\\s\\S\\w\\W\\h\\H\\N\\R\\X", "\\h", "\\N", "\\R", "\\X", "\\K", "(?|a)", "(?'a'x)", "(?n)a", "[\\pL\\d]",
  "[^\\w]", "[\\x{41}-\\x{5a}]", "[[:alpha:]-z]", "[a-[:alpha:]]", "\\p{L",
  "(((((((((((((((((((((((((((((((((((((((((((((((((((a)))))))))))))))))))))))))))))))))))))))))))))))))))",
  "\u0000", "a\\", "[a\\", "\\\\",
];

/** Selectors, right and wrong. */
// biome-ignore format: a table
export const SELECTORS: readonly string[] = [
  "**.**", "*", "$foo", "99999999999999999999", "a b", "!!x", "", "a..b", "'a", "''", "$string ", "a.$string",
  "$a.b", "  a . b  ", "a|b", "a||b&&c", "(a", "'it''s'", "~a", "!(a|b)", "a.", "-a", "a-b", "_a", "é", "a.*", "**",
  "*.*", "$String", "5", "a.5", "a.-1", "'a'.'b c'", "$object.**.a", "**.a.**",
];

const IDS = { trace_id: "4c79f60c11214eb38604f4ae0781bfb2", span_id: "fa90fdead5f74052" };

/** Events whose values selectors are suggested for. */
export const SUGGESTED: readonly object[] = [
  { extra: { a: { b: ["x", 5, true, { c: "y" }], "it's": null }, n: 5, z: "x" } },
  {
    tags: { t: "v" },
    user: { email: "a@b.cd", ip_address: "1.2.3.4", data: { x: "y" }, id: "1", geo: { city: "z" } },
  },
  {
    exception: {
      values: [
        {
          type: "T",
          value: "V",
          module: "M",
          mechanism: { type: "x", description: "d", data: { m: 1 } },
          stacktrace: {
            frames: [{ filename: "a/b", abs_path: "/a/b", vars: { q: "1", "0": "z" }, function: "f" }],
          },
        },
      ],
    },
  },
  {
    logentry: { formatted: "f", message: "m", params: ["p"] },
    server_name: "s",
    request: { url: "u", headers: { "X-A": "b" }, data: { d: ["e"] }, query_string: "a=b", cookies: "c=d" },
    breadcrumbs: { values: [{ message: "bm", data: { k: "v" } }] },
  },
  {
    contexts: {
      os: { name: "n", kernel_version: "k" },
      custom: { a: "b" },
      trace: { ...IDS, data: { q: "z" } },
      response: { data: "d", headers: { A: "b" } },
    },
    spans: [
      {
        ...IDS,
        start_timestamp: 1,
        timestamp: 2,
        description: "D",
        data: { k: "v", "gen_ai.tool.name": "t" },
        sentry_tags: { "user.ip": "i", "browser.name": "b" },
      },
    ],
    threads: { values: [{ id: 1, name: "tn", stacktrace: { frames: [{ vars: { "a b": "c" } }] } }] },
    debug_meta: {
      images: [
        {
          type: "elf",
          code_file: "/x/y",
          debug_id: "ceee0822-ed8f-4622-b2a3-789e73e75cd1",
          image_addr: "0x1",
        },
      ],
    },
    sdk: { name: "x", version: "1", client_ip: "1.2.3.4" },
  },
];
