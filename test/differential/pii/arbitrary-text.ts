import fc from "fast-check";

/** What rules look for, what looks like it, and what lies around it. */
const PARTS = [
  "a@b.cd", "4111111111111111", "4111-1111-1111-1111", "1.2.3.4", "::1", "2001:db8::1", "fe80:%eth0::1.2.3.4", "password",
  "token=", "Bearer abc", " ", "\n", "é", "😀", "\0", "foo", "bar", "-----BEGIN RSA PRIVATE KEY-----\n",
  "-----END RSA PRIVATE KEY-----", "http://u:p@h", "//x:y@z", "/home/me/x", "C:\\Users\\me\\", "078-05-1120",
  "DE89370400440532013000", "490154203237518", "4a:00:04:10:9b:50", "ceee0822-ed8f-4622-b2a3-789e73e75cd1", "secret", "=",
  ";", "sessionid=abc", "true", "null", "auth", "/", "\\", "x", "1", "[Filtered]", "\u212a", "ſ", "_", "-", ".",
  "csrf-token=x; ", "x=1", "٤", "e\u0301",
]; // biome-ignore format: a table

export const arbitraryText = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.join("")),
  },
  { weight: 1, arbitrary: fc.constantFrom("true", "false", "null", "undefined") },
);
