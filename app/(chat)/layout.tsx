import type { ReactNode } from "react";
import { AppSide } from "@/components/shell/app-side";
import { Shell } from "@/components/shell/shell";
import { personOfPage } from "@/lib/auth/page-viewer";
import { preferences } from "../preferences";

export default async function ChatLayout({ children }: { children: ReactNode }) {
  const { name, role } = await personOfPage("/");
  const { timeZone } = await preferences();
  const side = (
    <AppSide
      person={{ name, role }}
      conversations={[]}
      left={null}
      now={Date.now()}
      timeZone={timeZone}
    />
  );
  return <Shell side={side}>{children}</Shell>;
}
