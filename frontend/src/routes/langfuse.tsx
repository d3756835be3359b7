import { LangfusePage } from "@/features/langfuse/LangfusePage";

export default function LangfuseRoute() {
  return <LangfusePage />;
}
