import { ProjectsPage } from "@/features/settings/projects/ProjectsPage";

export default function ProjectsRoute() {
  return <ProjectsPage />;
}
