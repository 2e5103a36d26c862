import { isNullable, type Node } from "./syntax.ts";

/**
 * Whether JavaScript's groups are those of Rust. JavaScript forgets, with each round of a loop, what groups in it took
 * before, and takes no empty rounds; Rust keeps what was, and takes them. Where that could show, our engine has to run.
 */
export function keepsGroups(node: Node, isInLoop = false, isOptional = false): boolean {
  switch (node.kind) {
    case "concat":
      return node.parts.every((part) => keepsGroups(part, isInLoop, isOptional));
    case "either":
      return node.options.every((option) => keepsGroups(option, isInLoop, true));
    case "capture":
      return !(isInLoop && isOptional) && keepsGroups(node.body, isInLoop, isOptional);
    case "repeat": {
      const isLoop = node.max > 1;
      if (isNullable(node.body) && (isLoop || (node.min === 0 && hasCapture(node.body)))) return false;
      if (isLoop)
        return keepsGroups(node.body, true, false) && !(isInLoop && node.min === 0 && hasCapture(node));
      return keepsGroups(node.body, isInLoop, isOptional || node.min === 0);
    }
    default:
      return true;
  }
}

function hasCapture(node: Node): boolean {
  if (node.kind === "concat") return node.parts.some(hasCapture);
  if (node.kind === "either") return node.options.some(hasCapture);
  if (node.kind === "repeat") return hasCapture(node.body);
  return node.kind === "capture";
}
