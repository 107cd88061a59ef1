// Loaded before the first paint, so that nothing flashes: styles know that scripts run.
document.documentElement.classList.add("js");
