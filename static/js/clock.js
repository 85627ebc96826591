// <strong data-running-since="ISO">: how long a contact runs.

const running = document.querySelectorAll("[data-running-since]");

function tick() {
  for (const each of running) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(each.dataset.runningSince)) / 1000));
    const minutes = Math.floor(seconds / 60);
    each.textContent = minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }
}

if (running.length) {
  tick();
  setInterval(tick, 1000);
}
