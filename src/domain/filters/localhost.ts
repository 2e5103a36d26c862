import type { Filter } from "./filterable.ts";

const ADDRESSES: readonly string[] = ["127.0.0.1", "::1"];
const HOSTS: readonly string[] = ["127.0.0.1", "localhost"];

/** What developers see of their own work. */
export const localhost: Filter = {
  reason: "localhost",
  matches(subject) {
    const { ipAddress, url } = subject;
    if (ipAddress !== undefined && ADDRESSES.includes(ipAddress)) return true;
    if (url !== undefined && isLocalUrl(url)) return true;
    return isLocalHost(subject.header("Host")) || isLocalHost(subject.header("X-Forwarded-Host"));
  },
};

function isLocalUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null) return false;
  const { protocol, hostname } = url;
  return protocol === "file:" || HOSTS.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

/** With or without a port. */
function isLocalHost(header: string | undefined): boolean {
  return header !== undefined && HOSTS.includes(header.split(":", 1)[0] as string);
}
