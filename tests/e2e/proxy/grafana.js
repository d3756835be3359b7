// The script of the FAKE Grafana: does what Grafana's own does, and writes down what came of it.
addEventListener("DOMContentLoaded", () => {
  const say = (name, text) => {
    const line = document.createElement("p");
    line.dataset.testid = name;
    line.textContent = text;
    document.body.append(line);
  };
  const base = new URL(document.baseURI);
  say("query", location.search);
  const live = new WebSocket(`${base.href.replace("http", "ws")}api/live/ws`);
  live.onmessage = (event) => say("live", event.data);
  live.onerror = () => say("live", "refused");
  fetch("api/user").then((answer) => answer.json()).then((user) => say("user", `${user.login} ${user.role}`));
  fetch("api/ds/query", { method: "POST", body: "{}" }).then((answer) => say("ask", String(answer.status)));
});
