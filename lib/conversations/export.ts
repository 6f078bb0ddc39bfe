import { getConversation } from "./get";
import type { Conversation } from "./own";

type Export = { body: string; contentType: string; filename: string };

/** A conversation as a file: Markdown to read, or JSON with everything the API knows. */
export async function exportConversation(asked: {
  conversation: Conversation;
  format: "markdown" | "json";
}): Promise<Export> {
  const { conversation, format } = asked;
  const whole = await getConversation({ conversation });
  const filename = `${slug(conversation.name)}.${format === "json" ? "json" : "md"}`;
  if (format === "json") {
    const body = `${JSON.stringify(whole, null, 2)}\n`;
    return { body, contentType: "application/json; charset=utf-8", filename };
  }
  return { body: markdown(whole), contentType: "text/markdown; charset=utf-8", filename };
}

function markdown(whole: Awaited<ReturnType<typeof getConversation>>): string {
  const turns = whole.responses.map((turn) => {
    const ended = turn.status === "done" ? "" : `\n\n*${turn.status}*`;
    const prompt = turn.prompt.replace(/^/gm, "> ");
    return `## ${new Date(turn.created_at).toISOString()}\n\n${prompt}\n\n${turn.response}${ended}`;
  });
  return `# ${whole.name}\n\n${turns.join("\n\n")}\n`;
}

/** A file name of the name's letters and digits; header-safe whatever it holds. */
function slug(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[^a-zA-Z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .toLowerCase()
    .slice(0, 60);
  return plain || "conversation";
}
