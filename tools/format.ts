/** `npm run format`: formats, and applies the linter's safe fixes. */
const biome = Bun.spawn(["node_modules/.bin/biome", "check", "--write", "."], {
  stdio: ["inherit", "inherit", "inherit"],
});
process.exit(await biome.exited);
