import { z } from "zod";
import { pageQuery } from "@/lib/http/page";
import { route } from "@/lib/http/route";
import { listNotices, noticeJson, openNotices } from "@/lib/notices/list";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "signed-in",
  summary: "Thresholds that were reached; open=1: those that are true now and not put away",
  query: z.strictObject({ ...pageQuery, open: z.literal("1").optional() }),
  handle: async ({ viewer, query }) => {
    if (query.open) {
      return { data: (await openNotices(viewer)).map(noticeJson), next_cursor: null };
    }
    const { data, next_cursor } = await listNotices({ viewer, input: query });
    return { data: data.map(noticeJson), next_cursor };
  },
});
