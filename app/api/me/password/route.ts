import { z } from "zod";
import { newPasswordField } from "@/lib/auth/accounts/schemas";
import { sessionIdOf } from "@/lib/auth/session";
import { changePassword } from "@/lib/auth/users/change-password";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "member",
  summary: "Change one's own password; other sessions end",
  status: 204,
  body: z.strictObject({
    current_password: z.string().max(2000).optional(),
    new_password: newPasswordField,
  }),
  async handle({ viewer, body, request }) {
    const sessionId = await sessionIdOf(request.headers.get("cookie"));
    const { current_password: currentPassword, new_password: newPassword } = body;
    await changePassword({ viewer, input: { currentPassword, newPassword, sessionId } });
  },
});
