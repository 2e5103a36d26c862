/**
 * A file that the build put into the executable, by its name; `undefined` when the program runs from its sources, where
 * nothing is embedded.
 */
export async function embeddedText(name: string): Promise<string | undefined> {
  const file = Bun.embeddedFiles.find((each) => (each as File).name === name);
  return await file?.text();
}
