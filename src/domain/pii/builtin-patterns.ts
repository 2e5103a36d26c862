/** The values that rules know by themselves, in the dialect of user-given patterns. Findings of the reference's, not of a book. */

const IBAN_COUNTRIES = [
  "AT AD AE AL AZ BA BE BG BH BR BY CH CR CY CZ DE DK DO EE EG ES FI FO FR GB GE GI GL GR GT HR HU IE IL IQ IS IT JO KW KZ",
  "LB LC LI LT LU LV LY MC MD ME MK MR MT MU NL NO PK PL PS PT QA RO RU RS SA SC SE SI SK SM ST SV TL TN TR UA VA VG XK DZ",
  "AO BJ BF BI CV CM CF TD KM CG CI DJ GQ GA GW HN IR MG ML MA MZ NI NE SN TG",
].join(" ");

/** Countries by their first letter: `A[TDE…]|B[AE…]`. */
const IBAN_PREFIXES = [...Map.groupBy(IBAN_COUNTRIES.split(" "), (code) => code[0])]
  .map(([letter, codes]) => `${letter}[${codes.map((code) => code[1]).join("")}]`)
  .join("|");

/** Names that cookies of sessions and the like have. */
export const SENSITIVE_COOKIES: readonly string[] = [
  "sentrysid sudo su session __session sessionid user_session symfony phpsessid fasthttpsessionid mysession",
  "irissessionid _vercel_jwt csrf xsrf _xsrf _csrf csrf-token csrf_token xsrf-token xsrf_token fastcsrf _iris_csrf",
]
  .join(" ")
  .split(" ");

/** Part of an IPv4 address; each number is one of these in one way only, which keeps the search for it short. */
const DOTTED = "(?:25[0-5]|2[0-4][0-9]|[01][0-9][0-9]|[0-9][0-9]|[0-9])";
/** Part of an IPv6 address. */
const H = "[0-9a-f]{1,4}";
const OCTET = "(?:25[0-5]|(?:2[0-4]|1?[0-9])?[0-9])";
const V4 = `(?:${OCTET}\\.){3}${OCTET}`;
const V6 = [
  `(?:${H}:){7}${H}`,
  `(?:${H}:){1,7}:`,
  `${H}:(?::${H}){1,6}`,
  `:(?:(?::${H}){1,7}|:)`,
  `fe80:(?::[0-9a-f]{0,4}){0,4}%[0-9a-z]+::(?:ffff(?::0{1,4})?:)?${V4}`,
  `(?:${H}:){1,4}:${V4}`,
].join("|");
const DELIMITER = "[\\s[:punct:]]";

const PASSWORD_WORDS =
  "password|secret|passwd|api-key|api_key|apikey|auth|credentials|mysql_pwd|privatekey|private-key|private_key";

export const BUILTIN_PATTERNS = {
  imei: "\\b\\d{2}-?\\d{6}-?\\d{6}-?\\d{1,2}\\b",
  mac: "\\b(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}\\b",
  uuid: "(?i)\\b[a-z0-9]{8}-?[a-z0-9]{4}-?[a-z0-9]{4}-?[a-z0-9]{4}-?[a-z0-9]{12}\\b",
  email: "\\b[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\\.[a-zA-Z0-9-]+)*\\.[a-zA-Z]{2,}\\b",
  iban: `\\b(?:${IBAN_PREFIXES})\\d{2}[a-zA-Z0-9]{11,29}\\b`,
  ipv4: `\\b(?:${DOTTED}\\.){3}${DOTTED}\\b`,
  ipv6: `(?i)(?:${DELIMITER}|^)(${V6})(?:${DELIMITER}|$)`,
  creditcard: "\\b(?:3[47]\\d|4\\d{3}|5[1-5]\\d\\d|65\\d\\d|6011)(?:[-\\s]?\\d){12}\\b",
  pemkey:
    "(?s)-----BEGIN[A-Z ]+(?:PRIVATE|PUBLIC) KEY-----[\\t ]*\\r?\\n?(.+?)\\r?\\n?-----END[A-Z ]+(?:PRIVATE|PUBLIC) KEY-----",
  urlAuth: "\\b(?:[a-z0-9]+:)?//([a-zA-Z0-9%_.-]+(?::[a-zA-Z0-9%_.-]+)?)@",
  urlPassword: "\\b(?:[a-z0-9]+:)?//[a-zA-Z0-9%_.-]+:([a-zA-Z0-9%_.-]+)@",
  usSsn: "\\b[0-9]{3}-[0-9]{2}-[0-9]{4}\\b",
  userpath:
    "(?i)(?:\\b(?:[a-z]:[\\\\/])?(?:users|home|documentsandsettings|[^/\\\\]+[/\\\\]profiles)[\\\\/]|/home/|/users/)([^/\\\\\\r\\n\\x00]+)",
  bearer: "(?i)\\bBearer\\s+\\S+",
  cookies: `(?i)\\b(?:${SENSITIVE_COOKIES.join("|")})(?:__\\d+)?=([^;]+)`,
  passwordKey: "(?i)token",
  /** What has no loop and what has one are looked for apart: the first is fast in any text. */
  passwordWord: `(?i)(?:${PASSWORD_WORDS})|^(?:otp|two-factor|two_factor)$`,
  passwordToken: "(?i)token[^\\s]*[:=]",
  anything: ".*",
} as const;
