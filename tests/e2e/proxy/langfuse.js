// The script of the FAKE Langfuse: signs in with its own cookies, as NextAuth does, and follows a stream.
addEventListener("DOMContentLoaded", async () => {
  const say = (name, text) => {
    const line = document.createElement("p");
    line.dataset.testid = name;
    line.textContent = text;
    document.body.append(line);
  };
  say("path", location.pathname);
  const link = document.createElement("a");
  link.href = "/project/2";
  link.textContent = "Project 2";
  document.body.append(link);
  const events = new EventSource("/api/events");
  events.onmessage = (event) => {
    say("event", event.data);
    events.close();
  };
  await fetch("/api/auth/csrf");
  const answer = await fetch("/api/auth/callback/credentials", { method: "POST", body: "csrfToken=t" });
  say("signed", `${answer.status} ${new URL(answer.url).pathname}`);
});
