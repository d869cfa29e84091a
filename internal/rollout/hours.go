package rollout

// Calendar is when an area is open: half-open windows of wall time per weekday
// in an IANA zone, and days on which it is closed.
type Calendar struct {
	Zone   string      `json:"zone"`
	Week   [7][]Window `json:"week"` // by time.Weekday, Sunday first
	Closed []Day       `json:"closed,omitempty"`
}

// Window is a half-open stretch of a day, in minutes after midnight on the
// wall: [From, To). To may be 1440.
type Window struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// BusinessHours is the default calendar: Monday to Friday, 09:00 to 17:00.
func BusinessHours(zone string) Calendar {
	c := Calendar{Zone: zone}
	for d := 1; d <= 5; d++ {
		c.Week[d] = []Window{{9 * 60, 17 * 60}}
	}
	return c
}
