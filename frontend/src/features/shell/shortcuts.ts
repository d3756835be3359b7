import type { Language } from "@/i18n/language";

type Text = Record<Language, string>;

interface Shortcut {
  what: Text;
  /** Pressed one after the other; "Ctrl+K" together. */
  keys: readonly string[];
  /** Alternatives are drawn with a slash between them. */
  or?: readonly string[];
}

export interface ShortcutGroup { id: string; title: Text; rows: readonly Shortcut[] }

const row = (en: string, ko: string, keys: readonly string[], or?: readonly string[]): Shortcut => ({ what: { en, ko }, keys, ...(or === undefined ? {} : { or }) });

/**
 * Every shortcut of the screen, by page, for the list that `?` opens. The pages themselves listen (`useShortcuts`): whoever adds a
 * key there adds its row here. Loaded with the list only, so its words cost the first view nothing.
 */
export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    id: "everywhere",
    title: { en: "Everywhere", ko: "모든 화면" },
    rows: [
      row("Search and commands", "검색과 명령", ["Ctrl+K"], ["⌘K"]),
      row("Go to the overview", "개요로 이동", ["g", "o"]),
      row("Go to the analytics", "분석으로 이동", ["g", "a"]),
      row("Go to traces", "트레이스로 이동", ["g", "t"]),
      row("Go to alerts", "알림으로 이동", ["g", "l"]),
      row("Go to dashboards", "대시보드로 이동", ["g", "d"]),
      row("Go to the chat", "채팅으로 이동", ["g", "c"]),
      row("Go to the status", "상태로 이동", ["g", "h"]),
      row("Go to settings", "설정으로 이동", ["g", "s"]),
      row("Refresh", "새로 고침", ["r"]),
      row("This list", "이 목록", ["?"]),
    ],
  },
  {
    id: "traces",
    title: { en: "Traces", ko: "트레이스" },
    rows: [
      row("Filter", "필터", ["/"]),
      row("Next row", "다음 행", ["j"]),
      row("Previous row", "이전 행", ["k"]),
      row("Select for comparing and exporting", "비교·내보내기용으로 선택", ["x"]),
      row("Open", "열기", ["Enter"]),
    ],
  },
  {
    id: "trace",
    title: { en: "A trace", ko: "트레이스 상세" },
    rows: [
      row("Find a span", "스팬 찾기", ["/"]),
      row("Next span", "다음 스팬", ["j"]),
      row("Previous span", "이전 스팬", ["k"]),
      row("Fold or unfold a span", "스팬 접기/펼치기", ["←"], ["→"]),
      row("Next or previous failed span", "다음/이전 실패 스팬", ["e"], ["E"]),
      row("Zoom the time in or out", "시간축 확대/축소", ["+"], ["-"]),
      row("Zoom to the span, or show all of the time", "스팬에 맞춰 확대/전체 시간 보기", ["z"], ["0"]),
      row("Bring out the critical path", "임계 경로 강조", ["c"]),
      row("Back to the list", "목록으로", ["Esc"]),
    ],
  },
  {
    id: "replay",
    title: { en: "Replay", ko: "리플레이" },
    rows: [
      row("Play or pause", "재생/일시 정지", ["Space"]),
      row("One event back or on", "이벤트 단위로 뒤로/앞으로", ["←"], ["→"]),
      row("One call, tool or failure back or on", "호출·도구·실패 단위로 뒤로/앞으로", ["Shift+←"], ["Shift+→"]),
      row("To the start, to the end", "처음으로/끝으로", ["Home"], ["End"]),
      row("Speed: 1×, 2×, 4×, 8×", "속도: 1×, 2×, 4×, 8×", ["1", "2", "4", "8"]),
      row("Half speed", "절반 속도", ["5"]),
      row("Skip idle time", "유휴 시간 건너뛰기", ["i"]),
    ],
  },
  {
    id: "chat",
    title: { en: "Chat", ko: "채팅" },
    rows: [
      row("Send", "보내기", ["Enter"]),
      row("New line", "줄 바꿈", ["Shift+Enter"]),
      row("Stop the answer", "답변 멈추기", ["Esc"]),
      row("Write", "입력창으로", ["/"]),
    ],
  },
];
