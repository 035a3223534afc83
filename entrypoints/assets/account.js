// Where the links in letters lead: takes the token out of the fragment, asks for a password, and hands over both.

const WORDS = {
  en: {
    verify: { title: "Finish registering", lead: "Enter the password that you chose when you registered.", label: "Password", hint: "", button: "Finish registering", done: "Your account is ready. Go back to Oddiya and sign in." },
    reset: { title: "Choose a new password", lead: "You will be signed out everywhere.", label: "New password", hint: "15 characters or more, for example a few words that only you put together.", button: "Save the password", done: "Your new password is in force. Go back to Oddiya and sign in." },
    show: "Show the password",
    missing: "This link is not complete. Open it from the letter once more.",
    offline: "Oddiya could not be reached. Try again in a moment.",
    problems: {},
  },
  ko: {
    verify: { title: "가입 마무리", lead: "가입하실 때 정하신 비밀번호를 입력해 주세요.", label: "비밀번호", hint: "", button: "가입 마무리하기", done: "계정이 준비되었습니다. 오디야로 돌아가 로그인해 주세요." },
    reset: { title: "새 비밀번호 정하기", lead: "모든 기기에서 로그아웃됩니다.", label: "새 비밀번호", hint: "15자 이상이어야 합니다. 나만 떠올릴 수 있는 단어 몇 개를 이어 보세요.", button: "비밀번호 저장", done: "새 비밀번호가 적용되었습니다. 오디야로 돌아가 로그인해 주세요." },
    show: "비밀번호 보기",
    missing: "링크가 완전하지 않습니다. 메일에서 다시 열어 주세요.",
    offline: "오디야에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요.",
    problems: {
      "link-not-valid": "유효하지 않거나 만료된 링크입니다. 새 링크를 요청해 주세요.",
      "invalid-credentials": "비밀번호가 맞지 않습니다. 가입하실 때 정하신 비밀번호를 입력해 주세요.",
      "weak-password": "쉽게 짐작할 수 있는 비밀번호입니다. 15자 이상으로, 이메일 주소나 흔한 비밀번호가 아닌 것을 정해 주세요.",
      "too-many-attempts": "시도가 너무 많습니다. 잠시 후 다시 시도해 주세요.",
      "too-many": "지금은 요청이 많습니다. 잠시 후 다시 시도해 주세요.",
    },
  },
};
const CALLS = { verify: "../api/v1/auth/verify", reset: "../api/v1/auth/password-reset/confirm" };

const language = navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en";
const page = location.pathname.endsWith("/reset") ? "reset" : "verify";
const words = WORDS[language];
const token = new URLSearchParams(location.hash.slice(1)).get("token");
const at = (id) => document.getElementById(id);

// The token is as good as a key: it stays neither in the address bar nor in the history.
history.replaceState(null, "", location.pathname);
document.documentElement.lang = language;
document.title = `${words[page].title} – Oddiya`;
for (const id of ["title", "lead", "label", "hint", "button"]) at(id).textContent = words[page][id];
at("show").textContent = words.show;
at("hint").hidden = !words[page].hint;
at("password").autocomplete = page === "reset" ? "new-password" : "current-password";
at("shown").addEventListener("change", (event) => { at("password").type = event.target.checked ? "text" : "password"; });
at("form").addEventListener("submit", submit);
if (token) at("form").hidden = false;
else say([words.missing]);

async function submit(event) {
  event.preventDefault();
  at("button").disabled = true;
  say([]);
  try {
    const answer = await post(CALLS[page], { token, password: at("password").value });
    if (answer.ok) await finish(answer);
    else say(reasons(await answer.json()));
  } catch {
    say([words.offline]);
  } finally {
    at("button").disabled = false;
  }
}

async function finish(answer) {
  at("form").hidden = true;
  at("lead").hidden = true;
  at("said").className = "";
  at("said").textContent = words[page].done;
  // The app signs in by itself: a session that nobody uses must not stay open.
  if (page === "verify") await post("../oauth2/revoke", { token: (await answer.json()).refresh_token }).catch(() => {});
}

function post(url, body) {
  return fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), credentials: "omit", cache: "no-store" });
}

function reasons(problem) {
  const known = words.problems[problem.code];
  return known ? [known] : [problem.detail, ...(problem.errors ?? []).map((fault) => fault.detail)];
}

function say([first = "", ...more]) {
  at("said").className = "wrong";
  at("said").textContent = first;
  if (!more.length) return;
  const list = document.createElement("ul");
  for (const text of more) list.append(Object.assign(document.createElement("li"), { textContent: text }));
  at("said").append(list);
}
