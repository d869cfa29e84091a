package fakeslack

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// viewTrouble is what Slack's client says when a form could not be sent.
const viewTrouble = "We had some trouble connecting. Try again?"

// field is one input of a form.
type field struct {
	block, element map[string]any
}

func (f field) id() string      { return asText(f.element["action_id"]) }
func (f field) inBlock() string { return asText(f.block["block_id"]) }

// fieldsOf lists what a form's state holds: its inputs, and elements with a value elsewhere.
func fieldsOf(v *view) []field {
	var list []field
	blocks, _ := v.Body["blocks"].([]any)
	for _, b := range blocks {
		block, _ := b.(map[string]any)
		for _, e := range elementsOf(block) {
			if stateful(e) {
				list = append(list, field{block, e})
			}
		}
	}
	return list
}

// key is how errors of a field are named: its action id, or its block id where several fields share that.
func (f field) key(all []field) string {
	same := 0
	for _, o := range all {
		if o.id() == f.id() {
			same++
		}
	}
	if same > 1 {
		return f.inBlock()
	}
	return f.id()
}

// submission reads what a person filled in. Unknown names are an error of the script; wrong values are told the person.
func (s *Slack) submission(v *view, given map[string]any) (state map[string]any, wrong map[string]string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fields := fieldsOf(v)
	state, wrong = map[string]any{}, map[string]string{}
	left := sortedKeys(given)
	for _, f := range fields {
		name, has := f.givenAs(given, fields)
		if has {
			left = slices.DeleteFunc(left, func(k string) bool { return k == name })
		}
		entry, why := s.entryOf(v.Person, f.element, given[name], has)
		if f.block["type"] == "input" && f.block["optional"] != true && why == "" && blank(entry) {
			why = "Please complete this required field."
		}
		if why != "" {
			wrong[f.key(fields)] = why
		}
		in, ok := state[f.inBlock()].(map[string]any)
		if !ok {
			in = map[string]any{}
			state[f.inBlock()] = in
		}
		in[f.id()] = entry
	}
	if len(left) > 0 {
		var names []string
		for _, f := range fields {
			names = append(names, fmt.Sprintf("%s (%q)", f.key(fields), labelOf(f.block, f.element)))
		}
		return nil, nil, fmt.Errorf("the form has no field %s; it has: %s", strings.Join(left, ", "), strings.Join(names, ", "))
	}
	return state, wrong, nil
}

// givenAs finds a field's value by action id, by block id where that is needed, or by label.
func (f field) givenAs(given map[string]any, all []field) (string, bool) {
	for _, name := range []string{f.key(all), labelOf(f.block, f.element), f.inBlock()} {
		if _, ok := given[name]; ok {
			return name, true
		}
	}
	for name := range given {
		if strings.EqualFold(name, labelOf(f.block, f.element)) {
			return name, true
		}
	}
	return "", false
}

// submit sends a filled-in form to the bot and does what the answer says. It returns errors by field.
func (s *Slack) submit(ctx context.Context, person *Person, v *view, given map[string]any) (map[string]string, error) {
	state, wrong, err := s.submission(v, given)
	if err != nil || len(wrong) > 0 {
		return wrong, err
	}
	s.mu.Lock()
	body := s.wireView(v)
	body["state"] = map[string]any{"values": state}
	payload := map[string]any{
		"type": "view_submission", "team": map[string]any{"id": TeamID, "domain": teamDomain}, "user": who(person),
		"api_app_id": AppID, "token": "not-used", "trigger_id": s.newTrigger(person.ID, true), "view": body,
		"response_urls": []any{}, "is_enterprise_install": false, "enterprise": nil,
	}
	twice := s.takeDelivery(Duplicate, "interaction")
	s.mu.Unlock()
	a := s.sendPayload(ctx, payload)
	if twice {
		s.sendPayload(ctx, payload)
	}
	if a.err != nil || a.status != 200 {
		return map[string]string{"view": viewTrouble}, nil
	}
	return s.answerSubmission(v, a), nil
}

// answerSubmission does what the answer to a form says: close it, mark fields, replace it or put another on top.
func (s *Slack) answerSubmission(v *view, a ack) map[string]string {
	args := map[string]any{}
	bad := func(why ...string) map[string]string {
		s.violate("ack.view_submission: " + strings.Join(why, "; "))
		return map[string]string{"view": viewTrouble}
	}
	if len(strings.TrimSpace(string(a.body))) > 0 {
		if err := decode(a.body, &args); err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			return bad("the body is not JSON")
		}
		if len(args) > 0 {
			s.record("ack.view_submission", args)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{method: "ack.view_submission", args: args}
	switch action := asText(args["response_action"]); {
	case len(args) == 0:
		s.world.Views[v.Person] = slices.DeleteFunc(s.world.Views[v.Person], func(o *view) bool { return o == v })
		s.changed()
	case action == "clear":
		s.closeAll(v.Person)
	case action == "errors":
		return s.fieldErrors(v, args, bad)
	case action == "update", action == "push":
		body, no := s.readView(c, onModal)
		if no != nil {
			return map[string]string{"view": viewTrouble}
		}
		if action == "update" {
			v.Body = body
			s.touch(v)
			break
		}
		if len(s.world.Views[v.Person]) >= maxStack {
			return bad("push_limit_reached")
		}
		s.show(v.Person, body)
	default:
		return bad(fmt.Sprintf("response_action %q", action))
	}
	return nil
}

// fieldErrors turns errors by block, as the bot gives them, into errors by field.
func (s *Slack) fieldErrors(v *view, args map[string]any, bad func(...string) map[string]string) map[string]string {
	given, _ := args["errors"].(map[string]any)
	if len(given) == 0 {
		return bad("errors without any error")
	}
	fields := fieldsOf(v)
	wrong := map[string]string{}
	for block, text := range given {
		i := slices.IndexFunc(fields, func(f field) bool { return f.inBlock() == block && f.block["type"] == "input" })
		if i < 0 || asText(text) == "" {
			return bad(fmt.Sprintf("errors for %q, which is no input block of the view", block))
		}
		wrong[fields[i].key(fields)] = asText(text)
	}
	return wrong
}
