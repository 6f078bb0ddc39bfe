const longest = 60;

/** A name made of the first words of a prompt, until a better one is known. */
export function firstWords(prompt: string): string {
  const line = prompt.replace(/[\p{C}\s]+/gu, " ").trim();
  if (line.length <= longest) return line;
  const cut = line.slice(0, longest + 1);
  const atWord = cut.lastIndexOf(" ");
  return `${cut.slice(0, atWord > longest / 2 ? atWord : longest).trim()}…`;
}

/** A model's answer to "name this" as a name, or null when there is nothing usable in it. */
export function nameFromAnswer(answer: string): string | null {
  const line = answer
    .split("\n")
    .map((text) => text.replace(/^[\s#>*_"'“”„«»`-]+|[\s*_"'“”«»`.:]+$/gu, ""))
    .find((text) => text !== "");
  return line ? firstWords(line.replace(/^(title|name)\s*:\s*/i, "")) : null;
}
