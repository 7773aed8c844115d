// @ts-check
const base = document.body.dataset.base ?? "./";
const { SwaggerUIBundle } = /** @type {any} */ (window);
SwaggerUIBundle({ url: `${base}openapi.yaml`, dom_id: "#interface", deepLinking: true });
