try {
  const theme = localStorage.getItem("ringback.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the window follows the system.
}
