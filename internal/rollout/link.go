package rollout

// VerbLink is a new home in the audit record.
const VerbLink Verb = "plan.link"

// FirstHome is the home of a new plan that is imported in a channel: that channel,
// unless another plan lives there or the bot cannot post in it; then the plan has
// none yet.
func FirstHome(channel Channel, taken bool) ChannelID {
	if taken || !channel.Open() {
		return ""
	}
	return channel.ID
}

// Link makes a channel the plan's home: where its cards and posts go from now
// on. holder is the plan that lives there already, "" when none does; a plan
// has one home and a channel is home to one plan.
func Link(s State, channel Channel, holder PlanID, holderAgent string) (State, Effects, error) {
	switch {
	case holder == s.Plan:
		return s, Effects{}, nil
	case holder != "":
		return s, Effects{}, Problemf(Conflict, "Link another channel, or give "+holderAgent+" another home first.",
			"%s is already the home of %s, so nothing was changed.", channel.called(), holderAgent)
	case channel.Archived:
		return s, Effects{}, Problemf(Invalid, "Link another channel.", "%s is archived, so nothing was changed.", channel.called())
	case !channel.BotIn:
		return s, Effects{}, Problemf(Invalid, "Type `/invite @rollout` there, then link it again.",
			"I am not in that channel and could not post there, so nothing was changed.")
	}
	from := s.Home
	s.Home = channel.ID
	return s, Effects{
		Put: []Record{s},
		Log: []Entry{{Verb: VerbLink, Plan: s.Plan, Kind: s.Kind(), Subject: s.Key(), Why: "from " + string(from)}},
	}, nil
}
