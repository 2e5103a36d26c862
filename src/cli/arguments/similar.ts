/** Similarity from which a name is offered instead of an unknown one. */
const ENOUGH = 0.7;

/** The name most like `word` (Jaro similarity above 0.7), if any is. */
export function similar(word: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestScore = ENOUGH;
  for (const name of names) {
    const score = jaro(word, name);
    if (score > bestScore) {
      best = name;
      bestScore = score;
    }
  }
  return best;
}

/** Jaro similarity: 1 for equal texts, 0 for texts without a common character nearby. */
function jaro(a: string, b: string): number {
  if (a === b) return 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Set<number>();
  const matchesOfA: string[] = [];
  for (let i = 0; i < a.length; i++) {
    for (let j = Math.max(0, i - reach); j <= Math.min(b.length - 1, i + reach); j++) {
      if (taken.has(j) || a[i] !== b[j]) continue;
      taken.add(j);
      matchesOfA.push(a[i] ?? "");
      break;
    }
  }
  const count = matchesOfA.length;
  if (count === 0) return 0;
  const matchesOfB = [...taken].sort((x, y) => x - y).map((j) => b[j]);
  const moved = matchesOfA.filter((char, index) => char !== matchesOfB[index]).length / 2;
  return (count / a.length + count / b.length + (count - moved) / count) / 3;
}
