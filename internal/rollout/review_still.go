package rollout

// stillWords name the reviews that stand still while the agent is paused: there
// is no new value to look at and no prompt at work. All others go on.
var stillWords = []string{"value", "benefit", "benefits", "prompt", "prompts", "instruction", "instructions"}

// Still reports whether nobody is asked for the review now, because the agent is
// paused. It may be settled all the same, and is asked for again afterwards.
func (r Review) Still(s State) bool { return s.Halted() && saysOneOf(r.Item, stillWords) }
