import { ChatPage } from "@/features/chat/ChatPage";

export default function ChatRoute() {
  return <ChatPage />;
}
