import { defineConfig } from "@hey-api/openapi-ts";

// One file for each kind of thing, so that a change of the API shows where it is.
export default defineConfig({
  input: "./openapi.json",
  output: { path: "./src/api" },
  plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
});
