/** The version of Sentry Relay that Baton behaves like, told to upstreams and relays. */
export const COMPATIBLE_VERSION = "26.9.0";

/** Our own version; version.test.ts holds it equal to package.json's. */
export const BATON_VERSION = "0.1.0";
