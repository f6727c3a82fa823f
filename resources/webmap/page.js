"use strict";
// What the page does beside Leaflet: an index of names for the search box.
const havenNames = [];

function havenIndex(properties, layer) {
  if (properties.search) {
    havenNames.push([properties.search, layer]);
  }
}

function havenPlain(text) {
  // Names come with every special character as a reference (&#60;); a text area turns them back into letters
  // without ever making elements of them.
  const area = document.createElement("textarea");
  area.innerHTML = text;
  return area.value;
}

function havenStart(map) {
  const field = document.getElementById("haven-search");
  const list = document.getElementById("haven-hits");
  const names = havenNames.map(([name, layer]) => [havenPlain(name), layer]);

  function show(layer) {
    if (layer.getBounds) {
      map.fitBounds(layer.getBounds(), { maxZoom: 15 });
    } else {
      map.setView(layer.getLatLng(), 15);
    }
    layer.openPopup();
    list.replaceChildren();
  }

  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    list.replaceChildren();
    if (!wanted) {
      return;
    }
    for (const [name, layer] of names.filter(([name]) => name.toLowerCase().includes(wanted)).slice(0, 12)) {
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.textContent = name;
      button.addEventListener("click", () => show(layer));
      row.append(button);
      list.append(row);
    }
  });
  field.addEventListener("keydown", (event) => {
    const first = list.querySelector("button");
    if (event.key === "Enter" && first) {
      first.click();
    } else if (event.key === "Escape") {
      list.replaceChildren();
    }
  });
  L.DomEvent.disableClickPropagation(document.querySelector(".haven-title"));
}
