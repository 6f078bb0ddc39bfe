import type { ReactNode } from "react";
import { AdminSide } from "@/components/shell/admin-side";
import { Shell } from "@/components/shell/shell";
import { countAsked } from "@/lib/allowances/requests/list";
import { adminOfPage } from "@/lib/auth/page-viewer";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const { name, role } = await adminOfPage("/admin/allowances");
  const asked = await countAsked();
  return <Shell side={<AdminSide person={{ name, role }} asked={asked} />}>{children}</Shell>;
}
