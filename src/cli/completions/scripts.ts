import type { Flag, Group } from "../arguments/command.ts";
import type { Shell } from "./shells.ts";
import { type Place, placesOf, quoted, spellings } from "./words.ts";

/** The completion script of a shell. */
export function completionScript(shell: Shell, program: Group): string {
  const places = placesOf(program);
  switch (shell) {
    case "bash":
      return bash(places);
    case "zsh":
      return zsh(places);
    case "fish":
      return fish(places);
    case "elvish":
      return elvish(places);
    case "powershell":
      return powershell(places);
  }
}

function choicesOf(flag: Flag): readonly string[] {
  return flag.kind === "value" ? (flag.choices ?? []) : [];
}

function isFolder(flag: Flag): boolean {
  return flag.kind === "value" && flag.completes === "folder";
}

/** Finds the place by the words that are no options, then offers its words, or the values of the option before. */
function bash(places: readonly Place[]): string {
  const words = places.map((place) => {
    const offered = [...place.commands.map(({ name }) => name), ...place.flags.flatMap(spellings)];
    return `    ${quoted(place.path.join(" "))}) words=${quoted(offered.join(" "))} ;;`;
  });
  const paths = places.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(" ")));
  return `_baton() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} place= word next words
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${place:+$place }$word"
    case "$next" in
      ${paths.join("|")}) place=$next ;;
    esac
  done
  case "$place:$prev" in
${bashValues(places).join("\n")}
  esac
  case "$place" in
${words.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _baton baton`;
}

function bashValues(places: readonly Place[]): readonly string[] {
  return places.flatMap((place) =>
    place.flags.flatMap((flag) => {
      if (flag.kind === "switch") return [];
      const when = spellings(flag).map((spelling) => quoted(`${place.path.join(" ")}:${spelling}`));
      const reply = isFolder(flag)
        ? `compgen -d -- "$cur"`
        : `compgen -W ${quoted(choicesOf(flag).join(" "))} -- "$cur"`;
      return [`    ${when.join("|")}) COMPREPLY=($(${reply})); return ;;`];
    }),
  );
}

function zsh(places: readonly Place[]): string {
  const functions = places.map((place) => {
    const name = ["_baton", ...place.path].join("_").replaceAll("-", "_");
    const specs = place.flags.flatMap((flag) => spellings(flag).map((spelling) => zshSpec(spelling, flag)));
    if (place.commands.length === 0)
      return `${name}() {\n  _arguments -s \\\n    ${specs.join(" \\\n    ")} \\\n    '*::argument:_files'\n}`;
    const described = place.commands.map((each) => quoted(`${each.name}:${each.about}`)).join(" ");
    const cases = place.commands
      .map((each) => `      ${each.name}) ${name}_${each.name.replaceAll("-", "_")} ;;`)
      .join("\n");
    return `${name}() {
  local line state
  _arguments -C \\
    ${specs.join(" \\\n    ")} \\
    '1: :->command' '*::argument:->rest'
  case $state in
    command) local -a commands; commands=(${described}); _describe command commands ;;
    rest) case $line[1] in
${cases}
    esac ;;
  esac
}`;
  });
  return `#compdef baton\n\n${functions.join("\n\n")}\n\nif [ "$funcstack[1]" = "_baton" ]; then _baton "$@"; else compdef _baton baton; fi`;
}

function zshSpec(spelling: string, flag: Flag): string {
  const doc = flag.doc.replaceAll(/[[\]:]/g, (char) => `\\${char}`);
  if (flag.kind === "switch") return quoted(`${spelling}[${doc}]`);
  const choices = choicesOf(flag);
  const action = isFolder(flag) ? "_files -/" : choices.length > 0 ? `(${choices.join(" ")})` : " ";
  return quoted(`${spelling}${spelling.startsWith("--") ? "=" : "+"}[${doc}]:${flag.long}:${action}`);
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap((place) => {
    const deeper = place.commands.map(({ name }) => name).join(" ");
    const seen = place.path.map((word) => `__fish_seen_subcommand_from ${word}`);
    const notYet = deeper === "" ? [] : [`not __fish_seen_subcommand_from ${deeper}`];
    const when = [...seen, ...notYet].join("; and ");
    const condition = when === "" ? "" : ` -n ${quoted(when)}`;
    return [
      ...place.commands.map(
        ({ name, about }) => `complete -c baton${condition} -f -a ${name} -d ${fishQuoted(about)}`,
      ),
      ...place.flags.map((flag) => `complete -c baton${condition}${fishFlag(flag)}`),
    ];
  });
  return lines.join("\n");
}

function fishFlag(flag: Flag): string {
  const name = `${flag.short === undefined ? "" : ` -s ${flag.short}`} -l ${flag.long} -d ${fishQuoted(flag.doc)}`;
  if (flag.kind === "switch") return name;
  if (isFolder(flag)) return `${name} -r -f -a '(__fish_complete_directories)'`;
  const choices = choicesOf(flag);
  return `${name} -r${choices.length > 0 ? ` -f -a ${fishQuoted(choices.join(" "))}` : ""}`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function elvish(places: readonly Place[]): string {
  const cases = places.map((place) => {
    const key = ["baton", ...place.path].join(";");
    const offered = [
      ...place.commands.map(({ name, about }) => [name, about] as const),
      ...place.flags.flatMap((flag) => spellings(flag).map((spelling) => [spelling, flag.doc] as const)),
    ];
    const lines = offered.map(([word, doc]) => `            cand ${word} '${doc.replaceAll("'", "''")}'`);
    return `        &'${key}'= {\n${lines.join("\n")}\n        }`;
  });
  return `set edit:completion:arg-completer[baton] = {|@words|
    fn cand {|text desc| edit:complex-candidate $text &display=$text' '$desc }
    var completions = [
${cases.join("\n")}
    ]
    var place = 'baton'
    for word $words[1..-1] {
        if (has-key $completions $place';'$word) { set place = $place';'$word }
    }
    $completions[$place]
}`;
}

function powershell(places: readonly Place[]): string {
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const cases = places.map((place) => {
    const offered = [
      ...place.commands.map(({ name, about }) => [name, about, "ParameterValue"] as const),
      ...place.flags.flatMap((flag) =>
        spellings(flag).map((word) => [word, flag.doc, "ParameterName"] as const),
      ),
    ];
    const lines = offered.map(
      ([word, doc, kind]) =>
        `            [CompletionResult]::new(${quote(word)}, ${quote(word)}, [CompletionResultType]::${kind}, ${quote(doc)})`,
    );
    return `        ${quote(["baton", ...place.path].join(";"))} = {\n${lines.join("\n")}\n        }`;
  });
  return `using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'baton' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $places = @{
${cases.join("\n")}
    }
    $place = 'baton'
    foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
        $next = "$place;$($element.Extent.Text)"
        if ($places.ContainsKey($next)) { $place = $next }
    }
    & $places[$place] | Where-Object { $_.CompletionText -clike "$wordToComplete*" }
}`;
}
