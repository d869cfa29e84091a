package fakeslack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// press is one use of an element by a person.
type press struct {
	person  *Person
	message *message // where the element is: here
	view    *view    // or here
	block   map[string]any
	element map[string]any
	chosen  any            // for an element with a value: what was chosen
	typed   map[string]any // what the rest of a form holds, by action id or label
}

// candidate is an element that a name may mean; a smaller rank means it more exactly.
type candidate struct {
	rank           int
	block, element map[string]any
	chosen         any
}

// findElement finds the element that a name means: by action id or text first, then by value or by an option's text or
// value, then by text in another case. A value, when given, decides between equals and is the choice made in a menu.
func findElement(blocks []any, name string, value any) (candidate, error) {
	var found []candidate
	for _, b := range blocks {
		block, _ := b.(map[string]any)
		for _, e := range elementsOf(block) {
			if c, ok := matches(block, e, name, value); ok {
				found = append(found, c)
			}
		}
	}
	if len(found) == 0 {
		return candidate{}, fmt.Errorf("there is no %q to press; there is: %s", name, strings.Join(pressable(blocks), ", "))
	}
	best := slices.MinFunc(found, func(a, b candidate) int { return a.rank - b.rank }).rank
	found = slices.DeleteFunc(found, func(c candidate) bool { return c.rank != best })
	for _, c := range found[1:] {
		if asText(c.element["value"]) != asText(found[0].element["value"]) || stateful(c.element) {
			var values []string
			for _, c := range found {
				values = append(values, fmt.Sprintf("%q", asText(c.element["value"])))
			}
			return candidate{}, fmt.Errorf("there are %d of %q: name one by its value, one of %s", len(found), name, strings.Join(values, ", "))
		}
	}
	return found[0], nil
}

func matches(block, e map[string]any, name string, value any) (candidate, bool) {
	c := candidate{block: block, element: e, chosen: value}
	label := labelOf(block, e)
	switch {
	case asText(e["action_id"]) == name || label == name:
		c.rank = 0
	case asText(e["value"]) == name && name != "":
		c.rank = 1
	case value == nil && optionNamed(e, name) != nil && (stateful(e) || asText(e["type"]) == "overflow"):
		c.rank, c.chosen = 1, name
	case strings.EqualFold(label, name):
		c.rank = 2
	default:
		return c, false
	}
	if v, ok := value.(string); ok && asText(e["type"]) == "button" && asText(e["value"]) != v {
		return c, false
	}
	return c, asText(e["type"]) != "image"
}

// labelOf is what a person reads on an element.
func labelOf(block, e map[string]any) string {
	if t := textOf(e["text"]); t != "" {
		return t
	}
	if t := textOf(block["label"]); t != "" {
		return t
	}
	return textOf(e["placeholder"])
}

// pressable names what a person could use, for the sentence that says what was not found.
func pressable(blocks []any) []string {
	var names []string
	for _, b := range blocks {
		block, _ := b.(map[string]any)
		for _, e := range elementsOf(block) {
			if asText(e["type"]) == "image" {
				continue
			}
			name := labelOf(block, e)
			if name == "" {
				name = asText(e["action_id"])
			}
			names = append(names, fmt.Sprintf("%q", name))
		}
	}
	if len(names) == 0 {
		return []string{"nothing"}
	}
	return names
}

// interact sends a press to the bot. It returns what Slack would show beside the element when the bot does not take it.
func (s *Slack) interact(ctx context.Context, p press) string {
	payload, complaint, twice := s.pressPayload(p)
	if complaint != "" {
		return complaint
	}
	a := s.sendPayload(ctx, payload)
	if twice {
		s.sendPayload(ctx, payload)
	}
	switch {
	case a.timedOut():
		return "This app did not answer within 3 seconds (operation_timeout)."
	case a.err != nil:
		return "This app is not responding (dispatch_failed)."
	case a.status != 200:
		return fmt.Sprintf("This app responded with status code %d (dispatch_failed).", a.status)
	}
	return ""
}

func (s *Slack) sendPayload(ctx context.Context, payload map[string]any) ack {
	body, err := json.Marshal(payload)
	if err != nil {
		return ack{err: err}
	}
	return s.sendForm(ctx, "/slack/interactions", url.Values{"payload": {string(body)}})
}

// who is a person as interactions name them.
func who(p *Person) map[string]any {
	return map[string]any{"id": p.ID, "username": p.Name, "name": p.Name, "team_id": p.team()}
}

func (s *Slack) pressPayload(p press) (payload map[string]any, complaint string, twice bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	action := map[string]any{
		"type": p.element["type"], "action_id": p.element["action_id"], "block_id": p.block["block_id"],
		"action_ts": stampOf(time.Now()),
	}
	switch {
	case asText(p.element["type"]) == "overflow":
		o := optionNamed(p.element, asText(p.chosen))
		if o == nil {
			return nil, "Choose one of: " + optionNames(p.element), false
		}
		action["selected_option"] = o
	case stateful(p.element):
		entry, why := s.entryOf(p.person.ID, p.element, p.chosen, p.chosen != nil)
		if why != "" {
			return nil, why, false
		}
		for k, v := range entry {
			action[k] = v
		}
	default:
		for _, k := range []string{"text", "value", "style", "url"} {
			if v, ok := p.element[k]; ok {
				action[k] = v
			}
		}
	}
	payload = map[string]any{
		"type": "block_actions", "user": who(p.person), "api_app_id": AppID, "token": "not-used",
		"team": map[string]any{"id": TeamID, "domain": teamDomain}, "enterprise": nil, "is_enterprise_install": false,
		"actions": []any{action}, "trigger_id": s.newTrigger(p.person.ID, p.view != nil),
	}
	if p.view != nil {
		v := s.wireView(p.view)
		v["state"] = map[string]any{"values": s.stateOf(p.person.ID, p.view.Body["blocks"], p.typed, p)}
		payload["view"] = v
		payload["container"] = map[string]any{"type": "view", "view_id": p.view.ID}
	} else {
		s.addMessage(payload, p)
	}
	return payload, "", s.takeDelivery(Duplicate, "interaction")
}

func (s *Slack) addMessage(payload map[string]any, p press) {
	m := p.message
	name := "directmessage"
	if c := s.world.channel(m.Place); c != nil {
		name = c.Name
		if c.Private {
			name = "privategroup"
		}
	}
	container := map[string]any{
		"type": "message", "message_ts": m.TS, "channel_id": m.Place, "is_ephemeral": m.For != "", "is_app_unfurl": false,
	}
	if m.Thread != "" {
		container["thread_ts"] = m.Thread
	}
	payload["container"] = container
	payload["channel"] = map[string]any{"id": m.Place, "name": name}
	payload["response_url"] = s.addressOf(s.newResponseURL(p.person.ID, m.Place, m.TS))
	payload["state"] = map[string]any{"values": s.stateOf(p.person.ID, m.Blocks, p.typed, p)}
	if m.For == "" { // Slack does not repeat an ephemeral message
		payload["message"] = s.wireMessage(m, true)
	}
}

// stateOf is what every element with a value holds, by block and action id. What was just pressed counts as chosen.
func (s *Slack) stateOf(person string, blocks any, given map[string]any, p press) map[string]any {
	values := map[string]any{}
	items, _ := blocks.([]any)
	for _, b := range items {
		block, _ := b.(map[string]any)
		for _, e := range elementsOf(block) {
			if !stateful(e) || asText(e["type"]) == "file_input" {
				continue
			}
			v, has := given[asText(e["action_id"])]
			if !has {
				v, has = given[textOf(block["label"])]
			}
			if p.chosen != nil && asText(p.block["block_id"]) == asText(block["block_id"]) && asText(p.element["action_id"]) == asText(e["action_id"]) {
				v, has = p.chosen, true
			}
			entry, _ := s.entryOf(person, e, v, has) // a form that is not sent yet may hold anything
			in, ok := values[asText(block["block_id"])].(map[string]any)
			if !ok {
				in = map[string]any{}
				values[asText(block["block_id"])] = in
			}
			in[asText(e["action_id"])] = entry
		}
	}
	return values
}
