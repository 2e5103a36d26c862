import { type Credentials, canonicalPublic, canonicalSecret } from "../../config/credentials/credentials.ts";
import { writeCredentials } from "../../config/credentials/credentials-file.ts";
import { normalUuid } from "../../config/options/uuid.ts";
import { decodePublicKey, decodeSecretKey } from "../../domain/auth/key-text.ts";
import type { Result } from "../../kernel/base/result.ts";
import { type Command, command } from "../arguments/command.ts";
import { type Cli, CommandError, toCommandError } from "../cli.ts";
import { EXIT_OK } from "../host.ts";
import { printIdentity } from "../identity.ts";
import { IDENTITY_FLAGS } from "./identity-flags.ts";

/** `baton credentials set`: what is given replaces what is stored; what is still missing is asked for. */
export function credentialsSetCommand(cli: Cli): Command {
  return command({
    name: "set",
    about: "Set new credentials",
    details: [
      "What is given on the command line (an id, a key pair, or both) replaces what is",
      "stored. Where nothing is stored, what is missing is asked for.",
    ].join("\n"),
    flags: IDENTITY_FLAGS,
    run: async ({ flags, global }) => {
      const { credentials: stored, file, folder } = await cli.start(global);
      const secretKey = flags.secretKey === undefined ? undefined : givenSecret(flags.secretKey);
      const publicKey = flags.publicKey === undefined ? undefined : givenPublic(flags.publicKey);
      const id = flags.id === undefined ? undefined : await givenId(flags.id);
      const credentials: Credentials = {
        secretKey: secretKey ?? stored?.secretKey ?? (await askSecret(cli)),
        publicKey: publicKey ?? stored?.publicKey ?? (await askPublic(cli)),
        id: id ?? stored?.id ?? (await askId(cli)),
      };
      if (stored !== undefined && isSame(stored, credentials)) {
        cli.host.print(
          "Nothing was changed\nRun `baton credentials remove` first to remove all stored credentials.",
        );
        return EXIT_OK;
      }
      const written = file === undefined ? undefined : writeCredentials(folder, credentials);
      if (written?.ok === false) throw toCommandError(written.error);
      printIdentity(cli.host, "Stored updated credentials:", credentials);
      return EXIT_OK;
    },
  });
}

function isSame(a: Credentials, b: Credentials): boolean {
  return a.id === b.id && a.publicKey === b.publicKey && a.secretKey === b.secretKey;
}

function givenSecret(text: string): string {
  if (!decodeSecretKey(text).ok) throw new CommandError("invalid secret key supplied");
  return canonicalSecret(text);
}

function givenPublic(text: string): string {
  if (!decodePublicKey(text).ok) throw new CommandError("invalid public key supplied");
  return canonicalPublic(text);
}

async function givenId(text: string): Promise<string> {
  const id = text === "random" ? await randomId() : normalUuid(text);
  if (id === undefined) throw new CommandError("invalid relay id supplied");
  return id;
}

async function askSecret(cli: Cli): Promise<string> {
  const check = (answer: string) => problemOf(decodeSecretKey(answer));
  return canonicalSecret(await (await cli.ask()).text("secret key", { check }));
}

async function askPublic(cli: Cli): Promise<string> {
  const check = (answer: string) => problemOf(decodePublicKey(answer));
  return canonicalPublic(await (await cli.ask()).text("public key", { check }));
}

async function askId(cli: Cli): Promise<string> {
  const prompts = await cli.ask();
  if (await prompts.confirm("do you want to generate a random relay id")) return randomId();
  const check = (answer: string) => (normalUuid(answer) === undefined ? "not a UUID" : undefined);
  const answer = await prompts.text("relay id", { check });
  return normalUuid(answer) ?? answer;
}

async function randomId(): Promise<string> {
  return (await import("../../config/credentials/generate.ts")).randomRelayId();
}

function problemOf(decoded: Result<unknown, string>): string | undefined {
  return decoded.ok ? undefined : decoded.error;
}
