import { exportReply, readExport, refused } from "@/lib/elsewhere/otlp/http";
import { takeSpans } from "@/lib/elsewhere/otlp/take";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "member",
  summary: "OTLP/HTTP: calls that were made elsewhere, as spans of the GenAI conventions",
  handle: async ({ viewer, request }) => {
    try {
      const { format, body } = await readExport(request);
      return exportReply(format, await takeSpans({ viewer, request: body }));
    } catch (error) {
      return refused(error);
    }
  },
});
