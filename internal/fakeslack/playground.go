package fakeslack

// Playground returns the people and channels of the playground. Everybody is in every public channel; the bot is in
// every channel but general.
func Playground() ([]Person, []Channel) {
	people := []Person{
		{ID: "ada", Name: "ada", RealName: "Ada Lindholm", Title: "Workspace admin", Kind: Admin, Zone: "Europe/Berlin"},
		{ID: "maya", Name: "maya", RealName: "Maya Torrent", Title: "Rollout lead", Kind: Member, Zone: "Europe/Berlin"},
		{ID: "lee", Name: "lee", RealName: "Lee Parkway", Title: "On call", Kind: Member, Zone: "Europe/Berlin"},
		{ID: "dana", Name: "dana", RealName: "Dana Quill", Title: "Quality", Kind: Member, Zone: "Europe/Berlin"},
		{ID: "sam", Name: "sam", RealName: "Sam Ledger", Title: "Finance", Kind: Member, Zone: "America/New_York"},
		{ID: "priya", Name: "priya", RealName: "Priya Fields", Title: "Member", Kind: Member, Zone: "Europe/Berlin"},
		{ID: "gil", Name: "gil", RealName: "Gil Visser", Title: "Guest", Kind: Guest, Zone: "Europe/Berlin"},
		{ID: "erin", Name: "erin", RealName: "Erin Outland", Title: "Of another company", Kind: External, Zone: "Europe/London"},
	}
	all := make([]string, 0, len(people))
	for _, p := range people {
		all = append(all, p.ID)
	}
	withBot := append([]string{BotUser}, all...)
	return people, []Channel{
		{ID: "general", Name: "general", Members: all},
		{ID: "ops", Name: "ops", Members: withBot},
		{ID: "agent-hr", Name: "agent-hr", Members: withBot},
		{ID: "agent-it", Name: "agent-it", Members: withBot},
		{ID: "security", Name: "security", Private: true, Members: []string{BotUser, "ada", "lee"}},
		{ID: "fallback", Name: "fallback", Members: withBot},
	}
}
