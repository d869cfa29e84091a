package fakeslack

import "strings"

func (s *Slack) authTest(*call) answer {
	return answer{
		"url": s.base() + "/", "team": teamName, "team_id": TeamID, "user": BotUser, "user_id": BotUser, "bot_id": BotID,
		"is_enterprise_install": false,
	}
}

func (s *Slack) teamInfo(*call) answer {
	return answer{"team": map[string]any{
		"id": TeamID, "name": teamName, "domain": teamDomain, "email_domain": "", "icon": map[string]any{"image_default": true},
	}}
}

func (s *Slack) botsInfo(c *call) answer {
	if id := c.str("bot"); id != "" && id != BotID {
		return refuse("bot_not_found")
	}
	return answer{"bot": map[string]any{
		"id": BotID, "deleted": false, "name": BotUser, "updated": 0, "app_id": AppID, "user_id": BotUser,
		"icons": map[string]any{},
	}}
}

func (s *Slack) usersInfo(c *call) answer {
	if c.str("user") == "" {
		return s.fault(c, "invalid_arguments", "missing required field: user")
	}
	p := s.world.person(c.str("user"))
	if p == nil {
		return refuse("user_not_found")
	}
	return answer{"user": s.wireUser(p)}
}

func (s *Slack) usersList(c *call) answer {
	all := make([]any, 0, len(s.world.People))
	for _, p := range s.world.People {
		all = append(all, s.wireUser(p))
	}
	page, next, no := s.page(c, all, 200)
	if no != nil {
		return no
	}
	return answer{
		"members": page, "cache_ts": s.opt.Now().Unix(), "response_metadata": map[string]any{"next_cursor": next},
	}
}

func (s *Slack) wireUser(p *Person) map[string]any {
	zone, offset := s.opt.Now().In(p.location()).Zone()
	first, last, _ := strings.Cut(p.real(), " ")
	u := map[string]any{
		"id": p.ID, "team_id": p.team(), "name": p.Name, "deleted": p.Deactivated, "real_name": p.real(),
		"is_bot": p.Kind == Bot, "is_app_user": false, "updated": s.opt.Now().Unix(),
		"profile": map[string]any{
			"real_name": p.real(), "real_name_normalized": p.real(), "display_name": p.Name,
			"display_name_normalized": p.Name, "first_name": first, "last_name": last, "title": p.Title, "team": p.team(),
		},
	}
	if p.Kind == Bot {
		u["profile"].(map[string]any)["bot_id"] = BotID
	}
	if !p.Deactivated { // Slack leaves these out once an account is closed
		u["tz"], u["tz_label"], u["tz_offset"] = p.Zone, zone, offset
		u["is_admin"], u["is_owner"], u["is_primary_owner"] = p.Kind == Admin, false, false
		u["is_restricted"], u["is_ultra_restricted"] = p.Kind == Guest, false
	}
	if p.Kind == External {
		u["is_stranger"] = true
	}
	return u
}
