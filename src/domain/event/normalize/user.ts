import { setMember } from "../../../kernel/base/json/value.ts";
import { ensureObject, isMissing, objectOf } from "../access.ts";
import type { EventDocument } from "../document.ts";
import { USER } from "../schema/user.ts";

const IDENTITIES = ["id", "username", "email", "ip_address"] as const;

/** What no field knows is data; and one text tells users apart. */
export function normalizeUser(document: EventDocument): void {
  const user = objectOf(document.root.user);
  if (user === undefined) return;
  for (const key of Object.keys(user)) {
    if (USER.fields.has(key) || user[key] === undefined) continue;
    setMember(ensureObject(user, "data"), key, user[key]);
    setMember(user, key, undefined);
    moveMember(document, key);
  }
  if (user.sentry_user !== null) user.sentry_user = undefined;
  const name = IDENTITIES.find((each) => !isMissing(user[each]));
  if (name !== undefined) user.sentry_user = `${name === "ip_address" ? "ip" : name}:${user[name]}`;
}

function moveMember(document: EventDocument, key: string): void {
  const meta = document.findMeta(["user"]);
  const moved = meta?.children.get(key);
  if (meta === undefined || moved === undefined) return;
  meta.children.delete(key);
  meta.ensure("data").children.set(key, moved);
}
