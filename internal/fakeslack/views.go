package fakeslack

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Limits of forms.
const (
	triggerLife = 3 * time.Second // on the wire's clock
	maxStack    = 3
	maxView     = 250_000 // bytes of JSON
)

// trigger is a moment in which a person did something, and may be shown a form for it. It works once.
type trigger struct {
	person string
	born   time.Time // wire
	inView bool      // it came from a form, so that another may be pushed on it
	used   bool
}

// newTrigger draws a trigger id. Called with the lock held.
func (s *Slack) newTrigger(person string, inView bool) string {
	now := time.Now()
	for id, t := range s.triggers {
		if now.Sub(t.born) > time.Minute {
			delete(s.triggers, id)
		}
	}
	id := s.world.id("13371337.")
	s.triggers[id] = &trigger{person: person, born: now, inView: inView}
	return id
}

// redeem uses a trigger up.
func (s *Slack) redeem(c *call) (*trigger, answer) {
	id := c.str("trigger_id")
	if id == "" {
		return nil, s.fault(c, "invalid_arguments", "missing required field: trigger_id")
	}
	t := s.triggers[id]
	switch {
	case t == nil:
		return nil, refuse("invalid_trigger_id")
	case time.Since(t.born) > triggerLife:
		return nil, refuse("expired_trigger_id")
	case t.used:
		return nil, refuse("exchanged_trigger_id")
	}
	t.used = true
	return t, nil
}

// view is a form in front of a person, or their home tab.
type view struct {
	ID       string         `json:"id"`
	Person   string         `json:"person"`
	Body     map[string]any `json:"body"` // as the bot sent it, with ids where it gave none
	Hash     string         `json:"hash"`
	Root     string         `json:"root"`
	Previous string         `json:"previous,omitempty"`
	Rev      int64          `json:"rev"`
}

// viewShape is what a form or a home tab may say.
func viewShape(kind string) shape {
	fields := map[string]rule{
		"blocks": func(c *checker, path string, v any) { c.checkBlocks(path, v) }, "private_metadata": text(0, 3000),
		"callback_id": text(0, 255), "external_id": text(0, 255),
	}
	if kind == onHome {
		return shape{need: []string{"blocks"}, fields: fields}
	}
	fields["title"], fields["submit"], fields["close"] = plain(1, 24), plain(1, 24), plain(1, 24)
	fields["clear_on_close"], fields["notify_on_close"], fields["submit_disabled"] = boolean, boolean, boolean
	return shape{need: []string{"title", "blocks"}, fields: fields}
}

// checkView returns what is wrong with a view; nothing when it is fine.
func checkView(v any, kinds ...string) []string {
	o, _ := v.(map[string]any)
	kind := asText(o["type"])
	c := newChecker(kind)
	if !slices.Contains(kinds, kind) {
		c.add("/view/type", "must be one of: %v", kinds)
		return c.problems
	}
	c.object("/view", v, viewShape(kind))
	if c.inputs > 0 && kind == onModal && o["submit"] == nil {
		c.add("/view/submit", "missing required field: submit, as there is an input block")
	}
	return c.problems
}

// readView checks the view of a call and gives it ids.
func (s *Slack) readView(c *call, kinds ...string) (map[string]any, answer) {
	v, ok := c.args["view"]
	if !ok {
		return nil, s.fault(c, "invalid_arguments", "missing required field: view")
	}
	if why := checkView(v, kinds...); len(why) > 0 {
		return nil, s.fault(c, "invalid_arguments", why...)
	}
	body := v.(map[string]any)
	if text, err := json.Marshal(body); err == nil && len(text) > maxView {
		return nil, s.fault(c, "view_too_large", fmt.Sprintf("%d bytes", len(text)))
	}
	body = maps.Clone(body)
	body["blocks"] = s.world.withIDs(body["blocks"])
	return body, nil
}

// show puts a new view on top of a person's stack.
func (s *Slack) show(person string, body map[string]any) *view {
	v := &view{ID: s.world.id("V"), Person: person, Body: body}
	v.Root = v.ID
	if stack := s.world.Views[person]; len(stack) > 0 {
		v.Root, v.Previous = stack[0].ID, stack[len(stack)-1].ID
	}
	s.touch(v)
	s.world.Views[person] = append(s.world.Views[person], v)
	return v
}

func (s *Slack) touch(v *view) {
	v.Rev = s.changed()
	v.Hash = fmt.Sprintf("%d.%08x", s.opt.Now().Unix(), v.Rev)
}

// closeTop takes the topmost view away from a person.
func (s *Slack) closeTop(person string) {
	if stack := s.world.Views[person]; len(stack) > 0 {
		s.world.Views[person] = stack[:len(stack)-1]
		s.changed()
	}
}

func (s *Slack) closeAll(person string) {
	delete(s.world.Views, person)
	s.changed()
}

// top is the view that a person has in front of them, or nil.
func (s *Slack) top(person string) *view {
	stack := s.world.Views[person]
	if len(stack) == 0 {
		return nil
	}
	return stack[len(stack)-1]
}

// externalTaken says whether another view already carries an external id.
func (s *Slack) externalTaken(body map[string]any, except *view) bool {
	id := asText(body["external_id"])
	if id == "" {
		return false
	}
	other := s.findView(func(v *view) bool { return v != except && asText(v.Body["external_id"]) == id })
	return other != nil
}

func (s *Slack) findView(fits func(*view) bool) *view {
	for _, stack := range s.world.Views {
		for _, v := range stack {
			if fits(v) {
				return v
			}
		}
	}
	return nil
}

func (s *Slack) viewsOpen(c *call) answer {
	body, no := s.readView(c, onModal)
	if no != nil {
		return no
	}
	if s.externalTaken(body, nil) {
		return refuse("duplicate_external_id")
	}
	t, no := s.redeem(c)
	if no != nil {
		return no
	}
	s.world.Views[t.person] = nil // a new root takes the place of what was open
	return answer{"view": s.wireView(s.show(t.person, body))}
}

func (s *Slack) viewsPush(c *call) answer {
	body, no := s.readView(c, onModal)
	if no != nil {
		return no
	}
	t, no := s.redeem(c)
	if no != nil {
		return no
	}
	switch {
	case !t.inView || s.top(t.person) == nil:
		return refuse("not_found")
	case len(s.world.Views[t.person]) >= maxStack:
		return refuse("push_limit_reached")
	}
	return answer{"view": s.wireView(s.show(t.person, body))}
}

func (s *Slack) viewsUpdate(c *call) answer {
	body, no := s.readView(c, onModal, onHome)
	if no != nil {
		return no
	}
	id, external := c.str("view_id"), c.str("external_id")
	if id == "" && external == "" {
		return s.fault(c, "invalid_arguments", "missing required field: view_id or external_id")
	}
	v := s.findView(func(v *view) bool {
		return id != "" && v.ID == id || id == "" && asText(v.Body["external_id"]) == external
	})
	switch {
	case v == nil:
		return refuse("not_found")
	case c.str("hash") != "" && c.str("hash") != v.Hash:
		return refuse("hash_conflict")
	case asText(body["type"]) != asText(v.Body["type"]):
		return s.fault(c, "invalid_arguments", "the type of a view cannot change [json-pointer:/view/type]")
	case s.externalTaken(body, v):
		return refuse("duplicate_external_id")
	}
	v.Body = body
	s.touch(v)
	return answer{"view": s.wireView(v)}
}

func (s *Slack) viewsPublish(c *call) answer {
	body, no := s.readView(c, onHome)
	if no != nil {
		return no
	}
	p := s.world.person(c.str("user_id"))
	if p == nil {
		return refuse("user_not_found")
	}
	v := s.world.Homes[p.ID]
	if v == nil {
		v = &view{ID: s.world.id("V"), Person: p.ID}
		v.Root = v.ID
	} else if h := c.str("hash"); h != "" && h != v.Hash {
		return refuse("hash_conflict")
	}
	v.Body = body
	s.touch(v)
	s.world.Homes[p.ID] = v
	return answer{"view": s.wireView(v)}
}

// wireView is a view as answers and payloads show it.
func (s *Slack) wireView(v *view) map[string]any {
	o := map[string]any{
		"id": v.ID, "team_id": TeamID, "type": v.Body["type"], "blocks": v.Body["blocks"], "hash": v.Hash,
		"title": v.Body["title"], "submit": v.Body["submit"], "close": v.Body["close"],
		"private_metadata": asText(v.Body["private_metadata"]), "callback_id": asText(v.Body["callback_id"]),
		"external_id": asText(v.Body["external_id"]), "root_view_id": v.Root, "previous_view_id": nil,
		"clear_on_close": v.Body["clear_on_close"] == true, "notify_on_close": v.Body["notify_on_close"] == true,
		"state": map[string]any{"values": map[string]any{}}, "app_id": AppID, "bot_id": BotID,
		"app_installed_team_id": TeamID,
	}
	if v.Previous != "" {
		o["previous_view_id"] = v.Previous
	}
	return o
}
