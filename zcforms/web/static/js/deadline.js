// The server's time and what is left until the deadline, counted on from what the page brought (the browser's own clock is not asked).
const MOMENTS = [3600, 600, 300, 60]; // seconds before the end at which it is told aloud

function words(seconds) {
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days) return `${days} 天 ${hours} 小时`;
  if (hours) return `${hours} 小时 ${minutes} 分`;
  return minutes ? `${minutes} 分 ${Math.floor(seconds % 60)} 秒` : `${Math.floor(seconds)} 秒`;
}

// 2022-07-31T23:10:05+08:00, moved by so many seconds, as it stands on the page. The zone is the server's, so the text is taken apart as UTC.
function shown(iso, passed) {
  const moved = new Date(Date.parse(`${iso.slice(0, 19)}Z`) + passed * 1000);
  return moved.toISOString().slice(0, 19).replace("T", " ");
}

function count(notice) {
  const begun = performance.now();
  const whole = Number(notice.dataset.deadline);
  const clock = notice.querySelector("[data-server-time]");
  const remaining = notice.querySelector("[data-remaining]");
  const told = notice.querySelector("[data-remaining-told]");
  if (!clock || !remaining) return;
  let before = whole;
  const timer = setInterval(() => {
    const passed = (performance.now() - begun) / 1000;
    const left = Math.max(whole - passed, 0);
    clock.textContent = shown(clock.dataset.serverTime, passed);
    remaining.textContent = left ? `，还有 ${words(left)}` : "，已经截止";
    const moment = MOMENTS.find((each) => before > each && left <= each);
    if (moment) told.textContent = `距离提交截止还有 ${words(moment)}`;
    if (!left) {
      told.textContent = "已到提交截止时间";
      clearInterval(timer);
    }
    before = left;
  }, 1000);
}

export function startDeadlines(root) {
  for (const notice of root.querySelectorAll("[data-deadline]:not([data-counting])")) {
    notice.dataset.counting = "yes";
    count(notice);
  }
}
