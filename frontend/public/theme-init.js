// Runs before the first paint so that a chosen theme or language never flashes. A file of its own because the
// content security policy forbids inline scripts. Keys are shared with src/ui/theme.ts and src/i18n/language.ts.
(function () {
  try {
    var theme = localStorage.getItem("portal.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    var language = localStorage.getItem("portal.language");
    if (language === "ko" || language === "en") document.documentElement.lang = language;
  } catch {
    // Storage can be forbidden by the browser: the system's theme is used then.
  }
})();
