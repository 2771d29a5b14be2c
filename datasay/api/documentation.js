// Starts Swagger UI on /docs. A file of its own: the page's policy allows no script inside it.
SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  presets: [SwaggerUIBundle.presets.apis],
  validatorUrl: null, // else a badge is asked of another host
});
