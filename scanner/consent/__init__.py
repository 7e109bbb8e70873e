"""People who agreed to be shown: the register, matching faces with it, and decisions about single photos."""
