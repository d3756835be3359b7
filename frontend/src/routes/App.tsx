import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { I18nProvider } from "@/i18n/I18n";
import type { Dictionary } from "@/i18n/en";
import type { Language } from "@/i18n/language";
import { createApp } from "./router";

export function App({ initial }: { initial: { language: Language; dictionary: Dictionary } }) {
  const [{ queryClient, router }] = useState(createApp);
  return (
    <I18nProvider initial={initial}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  );
}
