import { exportConversation } from "@/lib/conversations/export";
import { ownConversation } from "@/lib/conversations/own";
import { exportQuery } from "@/lib/conversations/schemas";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "person",
  summary: "A conversation as a file",
  owner: ownConversation,
  query: exportQuery,
  handle: async ({ owned, query }) => {
    const asked = { conversation: owned, format: query.format };
    const { body, contentType, filename } = await exportConversation(asked);
    return new Response(body, {
      headers: {
        "content-type": contentType,
        "content-disposition": `attachment; filename="${filename}"`,
        "cache-control": "private, no-store",
      },
    });
  },
});
