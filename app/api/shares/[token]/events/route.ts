import { getShare } from "@/lib/conversations/shares";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "anyone",
  summary: "The stream of a link; a snapshot has none",
  handle: async ({ params }) => {
    await getShare({ token: params.token ?? "" });
    return undefined;
  },
});
