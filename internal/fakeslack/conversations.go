package fakeslack

import (
	"slices"
	"strconv"
	"strings"
)

func (s *Slack) wireChannel(place string) map[string]any {
	if p := s.world.dmWith(place); p != nil {
		return map[string]any{
			"id": place, "is_im": true, "user": p.ID, "is_user_deleted": p.Deactivated, "is_open": s.world.OpenDMs[place],
			"is_channel": false, "is_group": false, "is_mpim": false, "is_private": false, "is_archived": false,
		}
	}
	c := s.world.channel(place)
	external := slices.ContainsFunc(c.Members, func(id string) bool {
		p := s.world.person(id)
		return p != nil && p.Kind == External
	})
	return map[string]any{
		"id": c.ID, "name": c.Name, "name_normalized": c.Name, "is_channel": !c.Private, "is_group": c.Private,
		"is_im": false, "is_mpim": false, "is_private": c.Private, "is_archived": c.Archived, "is_general": c.ID == "general",
		"is_member": s.world.member(place, BotUser), "is_ext_shared": external, "is_shared": external,
		"num_members": len(c.Members),
	}
}

func (s *Slack) conversationsInfo(c *call) answer {
	place, code := s.place(c.str("channel"))
	if code != "" {
		return refuse(code)
	}
	return answer{"channel": s.wireChannel(place)}
}

func (s *Slack) conversationsList(c *call) answer {
	types := c.str("types")
	if types == "" {
		types = "public_channel"
	}
	var all []any
	for kind := range strings.SplitSeq(types, ",") {
		switch strings.TrimSpace(kind) {
		case "public_channel", "private_channel":
			private := strings.HasPrefix(strings.TrimSpace(kind), "private")
			for _, ch := range s.world.Channels {
				if ch.Private != private || private && !s.world.member(ch.ID, BotUser) {
					continue
				}
				if !ch.Archived || !c.flag("exclude_archived") {
					all = append(all, s.wireChannel(ch.ID))
				}
			}
		case "im":
			for _, p := range s.world.People {
				if s.world.OpenDMs[dmOf(p.ID)] {
					all = append(all, s.wireChannel(dmOf(p.ID)))
				}
			}
		case "mpim": // there are none
		default:
			return s.fault(c, "invalid_types")
		}
	}
	page, next, no := s.page(c, all, 100)
	if no != nil {
		return no
	}
	return answer{"channels": page, "response_metadata": map[string]any{"next_cursor": next}}
}

// page cuts one page out of a list. A cursor is the place of the page's first item.
func (s *Slack) page(c *call, all []any, size int) ([]any, string, answer) {
	from := 0
	if cursor := c.str("cursor"); cursor != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(cursor, "next:"))
		if err != nil || n < 0 || n > len(all) {
			return nil, "", refuse("invalid_cursor")
		}
		from = n
	}
	to := min(from+min(c.number("limit", size), 1000), len(all))
	next := ""
	if to < len(all) {
		next = "next:" + strconv.Itoa(to)
	}
	page := all[from:to]
	if page == nil {
		page = []any{}
	}
	return page, next, nil
}

func (s *Slack) conversationsMembers(c *call) answer {
	place, code := s.place(c.str("channel"))
	if code != "" {
		return refuse(code)
	}
	var all []any
	if p := s.world.dmWith(place); p != nil {
		all = []any{p.ID, BotUser}
	} else {
		for _, id := range s.world.channel(place).Members {
			all = append(all, id)
		}
	}
	page, next, no := s.page(c, all, 100)
	if no != nil {
		return no
	}
	return answer{"members": page, "response_metadata": map[string]any{"next_cursor": next}}
}

// conversationsOpen opens the direct messages with one person. Group messages are not part of this workspace.
func (s *Slack) conversationsOpen(c *call) answer {
	place := c.str("channel")
	if users := c.str("users"); users != "" {
		if strings.Contains(users, ",") {
			return s.fault(c, "method_not_supported_for_channel_type", "group messages are not part of this workspace")
		}
		if s.world.person(users) == nil {
			return refuse("user_not_found")
		}
		place = users
	}
	place, code := s.place(place)
	if code != "" {
		return refuse(code)
	}
	if s.world.dmWith(place) == nil {
		return refuse("method_not_supported_for_channel_type")
	}
	was := s.world.OpenDMs[place]
	s.world.OpenDMs[place] = true
	a := answer{"channel": map[string]any{"id": place}, "already_open": was, "no_op": was}
	if c.flag("return_im") {
		a["channel"] = s.wireChannel(place)
	}
	return a
}

func (s *Slack) conversationsJoin(c *call) answer {
	place, code := s.place(c.str("channel"))
	if code != "" {
		return refuse(code)
	}
	ch := s.world.channel(place)
	switch {
	case ch == nil:
		return refuse("method_not_supported_for_channel_type")
	case ch.Archived:
		return refuse("is_archived")
	}
	if !s.world.member(place, BotUser) {
		ch.Members = append(ch.Members, BotUser)
		s.changed()
	}
	return answer{"channel": s.wireChannel(place)}
}

// readable is a place whose messages the bot may read.
func (s *Slack) readable(c *call) (string, answer) {
	place, code := s.place(c.str("channel"))
	if code != "" {
		return "", refuse(code)
	}
	if !s.world.member(place, BotUser) {
		return "", refuse("not_in_channel")
	}
	for _, k := range []string{"oldest", "latest", "ts"} {
		if v := c.str(k); v != "" && v != "0" && v != "now" && !tsPattern.MatchString(v) {
			return "", s.fault(c, "invalid_ts_"+k)
		}
	}
	return place, nil
}

// within applies oldest, latest and inclusive, as far as they are given.
func within(c *call, ts string) bool {
	if oldest := c.str("oldest"); oldest != "" && oldest != "0" {
		if d := compareTS(ts, oldest); d < 0 || d == 0 && !c.flag("inclusive") {
			return false
		}
	}
	if latest := c.str("latest"); latest != "" && latest != "now" {
		if d := compareTS(ts, latest); d > 0 || d == 0 && !c.flag("inclusive") {
			return false
		}
	}
	return true
}

// compareTS orders timestamps, which are never read as floating point.
func compareTS(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

func (s *Slack) conversationsHistory(c *call) answer {
	place, no := s.readable(c)
	if no != nil {
		return no
	}
	var all []any
	for _, m := range slices.Backward(s.world.Messages[place]) {
		if m.For == "" && (m.Thread == "" || m.Broadcast) && within(c, m.TS) {
			all = append(all, s.wireMessage(m, c.flag("include_all_metadata")))
		}
	}
	return s.messagePage(c, all)
}

func (s *Slack) conversationsReplies(c *call) answer {
	place, no := s.readable(c)
	if no != nil {
		return no
	}
	root := s.message(place, c.str("ts"))
	if root != nil && root.Thread != "" {
		root = s.message(place, root.Thread)
	}
	if root == nil || root.For != "" {
		return refuse("thread_not_found")
	}
	metadata := c.flag("include_all_metadata")
	all := []any{s.wireMessage(root, metadata)}
	for _, m := range s.replies(root) {
		if within(c, m.TS) {
			all = append(all, s.wireMessage(m, metadata))
		}
	}
	return s.messagePage(c, all)
}

func (s *Slack) messagePage(c *call, all []any) answer {
	page, next, no := s.page(c, all, 100)
	if no != nil {
		return no
	}
	a := answer{"messages": page, "has_more": next != ""}
	if next != "" {
		a["response_metadata"] = map[string]any{"next_cursor": next}
	}
	return a
}
