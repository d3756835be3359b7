import { Outlet } from "@tanstack/react-router";
import { SettingsLayout } from "@/features/settings/SettingsLayout";

export default function SettingsRoute() {
  return <SettingsLayout><Outlet /></SettingsLayout>;
}
