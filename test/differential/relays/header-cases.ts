/** Who a request says to be of, in every form. */
import {
  FOREIGN_KEY,
  idOf,
  KEYS,
  PROJECTS,
  post,
  query,
  type RelayCase,
  signatureOf,
  signed,
} from "./case.ts";

export const HEADER_CASES: readonly RelayCase[] = [
  { name: "no id", request: ({ trusted }) => post(PROJECTS, query(), [signatureOf(trusted, query())]) },
  { name: "no signature", request: ({ trusted }) => post(PROJECTS, query(), [idOf(trusted)]) },
  { name: "nothing", request: () => post(PROJECTS, query(), []) },
  ...["", "me", "00000000-0000-0000-0000-000000000000", "{uuid}"].map(
    (id): RelayCase => ({
      name: `id "${id}"`,
      request: ({ trusted }) =>
        post(PROJECTS, query(), [["x-sentry-relay-id", id], signatureOf(trusted, query())]),
    }),
  ),
  ...(["toUpperCase", "simple", "braced", "urn"] as const).map(
    (form): RelayCase => ({
      name: `id in form ${form}`,
      request: ({ trusted }) => {
        const forms = {
          toUpperCase: trusted.id.toUpperCase(),
          simple: trusted.id.replaceAll("-", ""),
          braced: `{${trusted.id}}`,
          urn: `urn:uuid:${trusted.id}`,
        };
        return post(PROJECTS, query(), [["x-sentry-relay-id", forms[form]], signatureOf(trusted, query())]);
      },
    }),
  ),
  {
    name: "two ids, the first right",
    differs: "refused",
    request: ({ trusted, unknown }) =>
      post(PROJECTS, query(), [idOf(trusted), idOf(unknown), signatureOf(trusted, query())]),
  },
  {
    name: "two ids, the last right",
    differs: "refused",
    request: ({ trusted, unknown }) =>
      post(PROJECTS, query(), [idOf(unknown), idOf(trusted), signatureOf(trusted, query())]),
  },
  {
    name: "an internal id beside that of the signer",
    differs: "refused",
    request: ({ trusted, internal }) =>
      post(PROJECTS, query([FOREIGN_KEY]), [
        idOf(trusted),
        idOf(internal),
        signatureOf(trusted, query([FOREIGN_KEY])),
      ]),
  },
  {
    name: "two signatures, the first right",
    differs: "refused",
    request: ({ trusted, stranger }) =>
      post(PROJECTS, query(), [idOf(trusted), signatureOf(trusted, query()), signatureOf(stranger, query())]),
  },
  {
    name: "two signatures, the last right",
    request: ({ trusted, stranger }) =>
      post(PROJECTS, query(), [idOf(trusted), signatureOf(stranger, query()), signatureOf(trusted, query())]),
  },
  {
    name: "an id that was signed for by another",
    request: ({ trusted, internal }) =>
      post(PROJECTS, query(), [idOf(internal), signatureOf(trusted, query())]),
  },
  { name: "on no list", request: ({ unknown }) => signed(PROJECTS, query(), unknown) },
  {
    name: "on no list, keys",
    request: ({ unknown, trusted }) => signed(KEYS, JSON.stringify({ relay_ids: [trusted.id] }), unknown),
  },
  {
    name: "id with underscores",
    request: ({ trusted }) =>
      post(PROJECTS, query(), [["x_sentry_relay_id", trusted.id], signatureOf(trusted, query())]),
  },
];
