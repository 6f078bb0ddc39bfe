import { route } from "@/lib/http/route";
import { noticeToSee } from "@/lib/notices/list";
import { putAway } from "@/lib/notices/see";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "person",
  summary: "Puts a notice away for the caller",
  status: 204,
  owner: ({ viewer, params }) => noticeToSee(viewer, params.id ?? ""),
  handle: ({ viewer, owned }) => putAway({ viewer, notice: owned }),
});
