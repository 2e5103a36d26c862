/** Long names of general categories, in the loose spelling. */
const CATEGORIES: Readonly<Record<string, string>> = {
  letter: "L", casedletter: "LC", uppercaseletter: "Lu", lowercaseletter: "Ll", titlecaseletter: "Lt",
  modifierletter: "Lm", otherletter: "Lo", mark: "M", combiningmark: "M", nonspacingmark: "Mn", spacingmark: "Mc",
  enclosingmark: "Me", number: "N", decimalnumber: "Nd", digit: "Nd", letternumber: "Nl", othernumber: "No",
  punctuation: "P", punct: "P", connectorpunctuation: "Pc", dashpunctuation: "Pd", openpunctuation: "Ps",
  closepunctuation: "Pe", initialpunctuation: "Pi", finalpunctuation: "Pf", otherpunctuation: "Po", symbol: "S",
  mathsymbol: "Sm", currencysymbol: "Sc", modifiersymbol: "Sk", othersymbol: "So", separator: "Z",
  spaceseparator: "Zs", lineseparator: "Zl", paragraphseparator: "Zp", other: "C", control: "Cc", cntrl: "Cc",
  format: "Cf", surrogate: "Cs", privateuse: "Co", unassigned: "Cn",
}; // biome-ignore format: a table

/** Properties that hold or not, by their loose names. */
const BINARY: Readonly<Record<string, string>> = {
  any: "Any", assigned: "Assigned", ascii: "ASCII", alphabetic: "Alphabetic", alpha: "Alphabetic",
  lowercase: "Lowercase", lower: "Lowercase", uppercase: "Uppercase", upper: "Uppercase",
  whitespace: "White_Space", wspace: "White_Space", space: "White_Space", asciihexdigit: "ASCII_Hex_Digit",
  ahex: "ASCII_Hex_Digit", hexdigit: "Hex_Digit", cased: "Cased", caseignorable: "Case_Ignorable", dash: "Dash",
  diacritic: "Diacritic", emoji: "Emoji", emojipresentation: "Emoji_Presentation", emojimodifier: "Emoji_Modifier",
  emojimodifierbase: "Emoji_Modifier_Base", emojicomponent: "Emoji_Component",
  extendedpictographic: "Extended_Pictographic", extender: "Extender", idstart: "ID_Start", ids: "ID_Start",
  idcontinue: "ID_Continue", idc: "ID_Continue", xidstart: "XID_Start", xids: "XID_Start",
  xidcontinue: "XID_Continue", xidc: "XID_Continue", ideographic: "Ideographic", math: "Math",
  joincontrol: "Join_Control", quotationmark: "Quotation_Mark", regionalindicator: "Regional_Indicator",
  softdotted: "Soft_Dotted", unifiedideograph: "Unified_Ideograph", variationselector: "Variation_Selector",
  defaultignorablecodepoint: "Default_Ignorable_Code_Point", graphemebase: "Grapheme_Base",
  graphemeextend: "Grapheme_Extend", noncharactercodepoint: "Noncharacter_Code_Point",
  patternsyntax: "Pattern_Syntax", patternwhitespace: "Pattern_White_Space", radical: "Radical",
  sentenceterminal: "Sentence_Terminal", terminalpunctuation: "Terminal_Punctuation",
}; // biome-ignore format: a table

/** What `\p{…}` names, as JavaScript spells it; `undefined`: there is no such thing. */
export function findProperty(text: string): string | undefined {
  const [, key, value] = /^(.*?)(?:=|:)(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    const name = loose(text);
    return category(name) ?? BINARY[name] ?? BINARY[`${name}`.replace(/^is/, "")] ?? script(text, "Script");
  }
  const name = loose(key);
  if (name === "gc" || name === "generalcategory") return category(loose(value));
  if (name === "sc" || name === "script") return script(value, "Script");
  if (name === "scx" || name === "scriptextensions") return script(value, "Script_Extensions");
  return undefined;
}

function loose(text: string): string {
  return text
    .toLowerCase()
    .replace(/[ _-]/g, "")
    .replace(/^is(?=..)/, "");
}

function category(name: string): string | undefined {
  const long = CATEGORIES[name];
  if (long !== undefined) return long;
  const short = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  if (name === "lc" || name === "l&") return "LC";
  return /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfson]?)$/.test(short)
    ? short
    : undefined;
}

function script(text: string, kind: "Script" | "Script_Extensions"): string | undefined {
  const words = text
    .trim()
    .replace(/^is[ _-]?/i, "")
    .split(/[ _-]+/);
  const name = words
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1).toLowerCase()}`)
    .join("_");
  if (!/^[A-Za-z_]+$/.test(name)) return undefined;
  try {
    new RegExp(`\\p{${kind}=${name}}`, "v");
    return `${kind}=${name}`;
  } catch {
    return undefined; // JavaScript knows no such script
  }
}
