package fakeslack

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// blockShapes are the blocks that this workspace draws and accepts. Newer ones are added the day the bot sends them.
var blockShapes = map[string]shape{
	"section": {
		fields: map[string]rule{
			"text": rich(1, 3000), "fields": list(1, 10, rich(1, 2000)), "accessory": elementIn("section"), "expand": boolean,
		},
		also: func(c *checker, path string, v any) {
			o := v.(map[string]any)
			if o["text"] == nil && o["fields"] == nil {
				c.add(path, "missing required field: text or fields")
			}
		},
	},
	"header":  {need: []string{"text"}, fields: map[string]rule{"text": plain(1, 150)}},
	"divider": {},
	"context": {need: []string{"elements"}, fields: map[string]rule{"elements": list(1, 10, contextElement)}},
	"actions": {need: []string{"elements"}, fields: map[string]rule{"elements": list(1, 25, elementIn("actions"))}},
	"input": {
		need: []string{"label", "element"},
		fields: map[string]rule{
			"label": plain(1, 2000), "element": elementIn("input"), "hint": plain(1, 2000),
			"optional": boolean, "dispatch_action": boolean,
		},
	},
	"image": {
		need:   []string{"alt_text"},
		fields: imageFields(map[string]rule{"title": plain(1, 2000)}),
		also:   imageSource,
	},
	"markdown": {need: []string{"text"}, fields: map[string]rule{"text": markdownText}},
	"rich_text": {
		need:   []string{"elements"},
		fields: map[string]rule{"elements": list(0, 1000, richTextElement)},
	},
	"table": {
		need: []string{"rows"},
		fields: map[string]rule{
			"rows": list(1, 100, list(1, 20, tableCell)), "column_settings": list(0, 20, columnSetting),
		},
		also: func(c *checker, path string, v any) {
			if n := cellCharacters(v.(map[string]any)["rows"]); n > 10000 {
				c.add(path+"/rows", "cells must be less than 10001 characters together")
			}
		},
	},
}

// surfacesOf lists the blocks that cannot stand everywhere.
var surfacesOf = map[string][]string{
	"markdown": {onMessage},
	"table":    {onMessage, onHome},
}

func (c *checker) block(path string, v any) {
	o, _ := v.(map[string]any)
	kind, _ := o["type"].(string)
	s, known := blockShapes[kind]
	if !known {
		c.add(path, "unsupported type: %s", kind)
		return
	}
	if where, some := surfacesOf[kind]; some && !slices.Contains(where, c.surface) {
		c.add(path, "unsupported type: %s in a %s", kind, c.surface)
	}
	c.actions = map[string]bool{}
	fields := map[string]rule{"block_id": blockID}
	for k, r := range s.fields {
		fields[k] = r
	}
	switch kind {
	case "input":
		c.inputs++
	case "table":
		c.tables++
	}
	c.object(path, v, shape{need: s.need, fields: fields, also: s.also})
}

func blockID(c *checker, path string, v any) {
	text(1, 255)(c, path, v)
	id, _ := v.(string)
	if c.blockIDs[id] {
		c.add(path, "block_id %q already exists", id)
	}
	c.blockIDs[id] = true
}

func markdownText(c *checker, path string, v any) {
	text(1, 12000)(c, path, v)
	s, _ := v.(string)
	c.markdown += characters(s)
}

func contextElement(c *checker, path string, v any) {
	if o, _ := v.(map[string]any); o["type"] == "image" {
		c.object(path, v, elementShapes["image"])
		return
	}
	rich(1, 3000)(c, path, v)
}

func imageFields(more map[string]rule) map[string]rule {
	f := map[string]rule{"alt_text": text(1, 2000), "image_url": text(1, 3000), "slack_file": anything}
	for k, r := range more {
		f[k] = r
	}
	return f
}

func imageSource(c *checker, path string, v any) {
	o := v.(map[string]any)
	if (o["image_url"] == nil) == (o["slack_file"] == nil) {
		c.add(path, "exactly one of image_url and slack_file is required")
	}
}

// richTextElement looks at the outline of rich text; its innards are not checked.
func richTextElement(c *checker, path string, v any) {
	o, _ := v.(map[string]any)
	oneOf("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted")(c, path+"/type", o["type"])
	list(0, 1000, func(c *checker, path string, v any) {
		if o, ok := v.(map[string]any); !ok || o["type"] == nil {
			c.add(path, "missing required field: type")
		}
	})(c, path+"/elements", o["elements"])
}

func tableCell(c *checker, path string, v any) {
	o, _ := v.(map[string]any)
	switch o["type"] {
	case "raw_text":
		c.object(path, v, shape{need: []string{"text"}, fields: map[string]rule{"text": text(1, 10000)}})
	case "rich_text":
		list(1, 1000, richTextElement)(c, path+"/elements", o["elements"])
	default:
		c.add(path, "must be a raw_text or rich_text cell")
	}
}

func columnSetting(c *checker, path string, v any) {
	if v == nil {
		return // Slack takes null for a column without settings
	}
	c.object(path, v, shape{fields: map[string]rule{"align": oneOf("left", "center", "right"), "is_wrapped": boolean}})
}

func cellCharacters(v any) int {
	n := 0
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			n += cellCharacters(x)
		}
	case map[string]any:
		for k, x := range v {
			if s, ok := x.(string); ok && k == "text" {
				n += characters(s)
			} else {
				n += cellCharacters(x)
			}
		}
	}
	return n
}

// maxBlocksText is how long the JSON of a message's blocks may be before Slack answers msg_blocks_too_long. Slack does
// not document it; the figure was measured by others.
const maxBlocksText = 13200

// checkMessageBlocks returns an error code and complaints for blocks of a message; no code when they are fine.
func checkMessageBlocks(blocks any) (code string, why []string) {
	c := newChecker(onMessage)
	c.checkBlocks("/blocks", blocks)
	if len(c.problems) > 0 {
		return "invalid_blocks", c.problems
	}
	if text, err := json.Marshal(blocks); err == nil && characters(string(text)) > maxBlocksText {
		return "msg_blocks_too_long", []string{fmt.Sprintf("%d characters of blocks", characters(string(text)))}
	}
	return "", nil
}

// withIDs returns blocks with the ids that Slack would give where the bot gave none. What the bot sent stays as it was:
// the journal holds it.
func (w *world) withIDs(blocks any) []any {
	given, _ := blocks.([]any)
	items := make([]any, 0, len(given))
	for _, b := range given {
		o := maps.Clone(b.(map[string]any))
		if o["block_id"] == nil {
			o["block_id"] = w.id("blk")
		}
		for _, k := range []string{"accessory", "element"} {
			if e, ok := o[k].(map[string]any); ok {
				o[k] = w.withActionID(e)
			}
		}
		if elements, ok := o["elements"].([]any); ok {
			elements = slices.Clone(elements)
			for i, e := range elements {
				if e, ok := e.(map[string]any); ok {
					elements[i] = w.withActionID(e)
				}
			}
			o["elements"] = elements
		}
		items = append(items, o)
	}
	return items
}

func (w *world) withActionID(element map[string]any) map[string]any {
	if element["action_id"] != nil || elementShapes[asText(element["type"])].fields["action_id"] == nil {
		return element
	}
	element = maps.Clone(element)
	element["action_id"] = w.id("act")
	return element
}

// elementsOf lists the interactive elements and images of one block.
func elementsOf(block map[string]any) []map[string]any {
	var list []map[string]any
	take := func(v any) {
		if e, ok := v.(map[string]any); ok {
			if _, known := elementShapes[asText(e["type"])]; known {
				list = append(list, e)
			}
		}
	}
	take(block["accessory"])
	take(block["element"])
	elements, _ := block["elements"].([]any)
	for _, e := range elements {
		take(e)
	}
	return list
}

func asText(v any) string { s, _ := v.(string); return s }
